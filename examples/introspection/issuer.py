#!/usr/bin/env python3
"""An issuer to try the example with: POST /introspect (RFC 7662) on port 9009, for the tokens below."""
import base64
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

TOKENS = {
    "token-of-alice": {"sub": "alice", "scope": "orders:read orders:write"},
    "token-of-bob": {"sub": "bob", "scope": "orders:read"},
}
CLIENT = "Basic " + base64.b64encode(b"sluice:for-trying-only").decode()


class Issuer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        token = parse_qs(body).get("token", [""])[0]
        known = TOKENS.get(token)
        if self.headers.get("Authorization") != CLIENT:
            self.answer(401, {"error": "invalid_client"})
        elif known is None:
            self.answer(200, {"active": False})
        else:
            self.answer(200, {"active": True, "exp": int(time.time()) + 3600, **known})

    def answer(self, status, members):
        body = json.dumps(members).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *values):
        sys.stderr.write("asked: " + form % values + "\n")


ThreadingHTTPServer(("127.0.0.1", 9009), Issuer).serve_forever()
