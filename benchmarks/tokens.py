"""Tokens for the benchmarks of access: who makes them, who sends them, and HAProxy verifying them."""

import pathlib
import subprocess
import sys

import peers

SCRIPT = """
local requests, count, at = {}, 0, 0
function init(arguments)
  for token in io.lines(arguments[2]) do
    count = count + 1
    requests[count] = wrk.format("GET", "/1024", {
      Host = arguments[1], Origin = "https://shop.example.com", Authorization = "Bearer " .. token })
  end
end
function request()
  at = at % count + 1
  return requests[at]
end
"""


class Mint:
    """An issuer in a process of its own (TokenMint in this module)."""

    def __init__(self, command, path, directory):
        self.directory, self.files = pathlib.Path(directory), 0
        self.process = subprocess.Popen(
            [command, "-XX:+UseSerialGC", "-Xmx256m", "-cp", path,
             "dev.sluice.benchmarks.TokenMint"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "ok":
            sys.exit(f"the mint is gone at: {command}")

    def key(self, name, algorithm):
        self.ask(f"key {name} {algorithm} {self.directory}")

    def key_set(self, *names):
        keys = ",".join((self.directory / f"{name}.jwk").read_text() for name in names)
        return f'{{"keys":[{keys}]}}'

    def file(self):
        self.files += 1
        return self.directory / f"tokens-{self.files}"

    def tokens(self, key, count):
        file = self.file()
        self.ask(f"tokens {key} {count} {file}")
        return file

    def strangers(self, count):
        file = self.file()
        self.ask(f"strangers {count} {file}")
        return file

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


def wrk(bench, port, host, tokens, seconds):
    script = pathlib.Path(bench.directory) / "tokens.lua"
    if not script.exists():
        script.write_text(SCRIPT)
    return peers.answered(
        f"{host} at port {port}",
        ["wrk", "-t1", f"-c{bench.arguments.connections}", f"-d{seconds}s", "-s", str(script),
         f"http://127.0.0.1:{port}/", "--", host, str(tokens)],
    )


def verifying(name, port, algorithm, key, more=""):
    """As HAProxy's documentation has it: algorithm, issuer, audience, expiry, signature."""
    return peers.haproxy_frontend(
        name, port,
        f"""  http-request set-var(txn.bearer) http_auth_bearer
  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
  http-request set-var(txn.iss) var(txn.bearer),jwt_payload_query('$.iss')
  http-request set-var(txn.aud) var(txn.bearer),jwt_payload_query('$.aud')
  http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
  http-request set-var(txn.now) date()
  http-request deny unless {{ var(txn.alg) -m str {algorithm} }}
  http-request deny unless {{ var(txn.iss) -m str https://idp.bench }}
  http-request deny unless {{ var(txn.aud) -m str shop }}
  http-request deny if {{ var(txn.exp),sub(txn.now) -m int lt 0 }}
  http-request deny unless {{ var(txn.bearer),jwt_verify(txn.alg,"{key}") -m int 1 }}
{more}""",
    )


LIMIT = """  stick-table type ip size 100k expire 60s store http_req_rate(10s)
  http-request track-sc0 src
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1000000000 }"""


def start_haproxy(directory, backend, rs_key, es_key):
    ports = {name: peers.free_port() for name in ("public", "rs", "es", "limited")}
    proxy = peers.start_haproxy(
        directory, backend, ports["public"],
        peers.haproxy_frontend("public", ports["public"])
        + verifying("rs", ports["rs"], "RS256", rs_key)
        + verifying("es", ports["es"], "ES256", es_key)
        + verifying("limited", ports["limited"], "RS256", rs_key, LIMIT),
    )
    proxy.ports = ports
    return proxy
