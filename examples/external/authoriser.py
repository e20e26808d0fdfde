#!/usr/bin/env python3
"""A small authoriser: who sends a known token passes, others are told where to get one. For trying only.

    python3 examples/external/authoriser.py 3002
"""
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USERS = {"Bearer ada-s-token": ("ada", "editor"), "Bearer bob-s-token": ("bob", "viewer")}


class Authoriser(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def judge(self):
        user, role = USERS.get(self.headers.get("Authorization"), ("", ""))
        if not user:
            self.answer(401, {"WWW-Authenticate": 'Bearer realm="tokens"'}, "who are you?\n")
        elif self.command != "GET" and role != "editor":
            self.answer(403, {"X-Reason": "viewers only look"}, "you may only look\n")
        else:
            self.answer(200, {"X-User": user, "X-Roles": role}, "")

    def answer(self, status, fields, body):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode())

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = judge


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Authoriser).serve_forever()
