#!/usr/bin/env python3
"""What access costs: tokens against none, against HAProxy, and while an issuer misbehaves.

Parts, of which --parts chooses some:

  cached    RS256 tokens of about 660 bytes, 1,000 of them, on every request, against the same
            requests to a public route of the same process; HAProxy (jwt_verify) beside it
  uncached  more tokens than the data plane remembers, so that each is verified; against HAProxy
  full      token, roles and permissions, CORS, headers for browsers, metrics and access log,
            against HAProxy with jwt_verify and a rate limit (stick table)
  es256     tokens of ES256, remembered and against HAProxy: for information
  issuer    latency of good tokens at a fixed rate while the issuer changes its keys, is away, and
            10,000 tokens name keys that nobody has

CPU per request of interleaved rounds, as in bare-proxy.py; latency as in open-loop.py.

  benchmarks/access.py                              about ten minutes
  benchmarks/access.py --parts cached --instances 3
  benchmarks/access.py --rounds 2 --seconds 1 --loop-rounds 1      does it work
"""

import pathlib
import re
import statistics
import subprocess
import time

import parts
import peers
from issuer import Issuer, issuer
from tokens import Mint, start_haproxy, wrk

PARTS = ("cached", "uncached", "full", "es256", "issuer")
ADDED_MICROSECONDS = 1.5
UNCACHED_TO_HAPROXY = 1.5
FULL_TO_HAPROXY = 0.55
# Of one generation 16 MiB, of two generations: about 14,000 tokens of this length.
MORE_THAN_REMEMBERED = 16_000


class Bench:
    """All that the parts share."""

    def __init__(self, arguments, directory):
        self.arguments, self.directory = arguments, pathlib.Path(directory)
        self.path, self.command = peers.classpath(), peers.java()
        self.running, self.issuer = [], Issuer()
        self.mint = Mint(self.command, self.path, self.directory)
        self.backend = self.keep(peers.start_backend(directory))
        self.mint.key("rs", "RS256")
        self.mint.key("es", "ES256")
        keys = self.mint.key_set("rs", "es")
        (self.directory / "jwks.json").write_text(keys)
        self.issuer.keys = keys
        self.thousand = self.mint.tokens("rs", 1_000)

    def keep(self, proxy):
        self.running.append(proxy)
        return proxy

    def start_sluice(self, kind):
        return self.keep(peers.start_java(
            self.command, self.path, kind, self.backend.port, None,
            str(self.directory), str(self.issuer.port),
        ))

    def start_haproxy(self):
        return self.keep(start_haproxy(
            self.directory, self.backend.port, self.directory / "rs.pem", self.directory / "es.pem"
        ))

    def warm_up(self):
        """Each way does that by itself, for each virtual machine anew."""

    def stop(self, proxy):
        self.running.remove(proxy)
        proxy.stop()

    def end(self):
        self.mint.stop()
        for proxy in self.running:
            proxy.stop()


class Way:
    """To one host or port of a proxy, with tokens."""

    def __init__(self, bench, name, proxy, tokens, port=None, host=None):
        self.bench, self.name, self.proxy, self.tokens = bench, name, proxy, tokens
        self.port, self.host = port or proxy.port, host or f"{name}.bench"

    def load(self, seconds):
        return wrk(self.bench, self.port, self.host, self.tokens, seconds)

    def measure(self, seconds):
        before = self.proxy.cpu_seconds()
        requests = self.load(seconds)
        return (self.proxy.cpu_seconds() - before) * 1e6 / max(requests, 1)

    def warm_up(self):
        """Until three windows agree: what is compiled late shows as a slow fall."""
        windows = []
        for _ in range(15 if self.proxy.name != "haproxy" else 1):
            windows.append(self.measure(self.bench.arguments.warm))
            last = windows[-3:]
            if len(windows) > 5 and max(last) - min(last) <= 0.06 * min(last):
                return
            # Under full load nothing is left for the compiler.
            time.sleep(self.bench.arguments.warm)

    def allocated(self):
        before = int(self.proxy.ask("allocated"))
        requests = self.load(2)
        return (int(self.proxy.ask("allocated")) - before) / requests


def rounds(bench, part, ways, rows):
    for way in ways:
        way.warm_up()
    for number in range(bench.arguments.rounds):
        row = {
            way.name: way.measure(bench.arguments.seconds)
            for way in peers.interleaved(ways, number)
        }
        rows.append(row)
        print(f"{part} " + " ".join(f"{name} {cpu:.1f} us" for name, cpu in row.items()), flush=True)


def added(rows, one, other):
    return statistics.median(row[one] - row[other] for row in rows)


def table(rows, names):
    lines = ["| requests | CPU µs each, median (range) |", "|---|---|"]
    for name, title in names.items():
        values = [row[name] for row in rows]
        lines.append(
            f"| {title} | {statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f}) |"
        )
    return lines


def cached(bench):
    rows, allocated = [], {}
    haproxy = bench.start_haproxy()
    for _ in range(bench.arguments.instances):
        sluice = bench.start_sluice("access")
        ways = [
            Way(bench, "public", sluice, bench.thousand),
            Way(bench, "cached", sluice, bench.thousand),
            Way(bench, "haproxy-public", haproxy, bench.thousand),
            Way(bench, "haproxy", haproxy, bench.thousand, haproxy.ports["rs"]),
        ]
        rounds(bench, "cached", ways, rows)
        for way in ways[:2]:
            allocated[way.name] = round(way.allocated())
        bench.stop(sluice)
    bench.stop(haproxy)
    more, theirs = added(rows, "cached", "public"), added(rows, "haproxy", "haproxy-public")
    ok = more <= ADDED_MICROSECONDS
    lines = table(rows, {
        "public": "public route", "cached": "the same with RS256",
        "haproxy-public": "HAProxy, public", "haproxy": "HAProxy, jwt_verify",
    })
    lines.append(
        f"\nBytes of heap for each request: {allocated['public']:,} public, "
        f"{allocated['cached']:,} with a token."
    )
    told = (
        f"a token on every request adds {more:.2f} µs ({peers.verdict(ok)} the goal of "
        f"{ADDED_MICROSECONDS}), to HAProxy {theirs:.1f} µs"
    )
    return lines, told, {"added": round(more, 2), "added-to-haproxy": round(theirs, 1),
                         "bytes-added": allocated["cached"] - allocated["public"]}, ok


def uncached(bench):
    rows = []
    many = bench.mint.tokens("rs", MORE_THAN_REMEMBERED)
    haproxy, sluice = bench.start_haproxy(), bench.start_sluice("access")
    ways = [
        Way(bench, "uncached", sluice, many),
        Way(bench, "haproxy", haproxy, many, haproxy.ports["rs"]),
    ]
    rounds(bench, "uncached", ways, rows)
    bench.stop(haproxy)
    bench.stop(sluice)
    figure = peers.ratio(rows, "uncached", "haproxy")
    ok = figure <= UNCACHED_TO_HAPROXY
    lines = table(rows, {"uncached": "each token verified", "haproxy": "HAProxy, jwt_verify"})
    told = (f"with each token verified a request costs {figure:.2f} times HAProxy's "
            f"({peers.verdict(ok)} the goal of {UNCACHED_TO_HAPROXY})")
    return lines, told, {"uncached-to-haproxy": round(figure, 3)}, ok


def full(bench):
    rows = []
    haproxy = bench.start_haproxy()
    for _ in range(bench.arguments.instances):
        sluice = bench.start_sluice("logged-access")
        ways = [
            Way(bench, "full", sluice, bench.thousand),
            Way(bench, "haproxy", haproxy, bench.thousand, haproxy.ports["limited"]),
        ]
        rounds(bench, "full", ways, rows)
        bench.stop(sluice)
    bench.stop(haproxy)
    figure = peers.ratio(rows, "full", "haproxy")
    ok = figure <= FULL_TO_HAPROXY
    lines = table(rows, {
        "full": "token, roles, CORS, headers, metrics, access log",
        "haproxy": "HAProxy, jwt_verify and stick table",
    })
    told = (f"all of access together costs {figure:.2f} of HAProxy's token and limit, which "
            f"verifies each time ({peers.verdict(ok)} the goal of {FULL_TO_HAPROXY})")
    return lines, told, {"full-to-haproxy": round(figure, 3)}, ok


def es256(bench):
    rows = []
    thousand, many = bench.mint.tokens("es", 1_000), bench.mint.tokens("es", MORE_THAN_REMEMBERED * 2)
    haproxy, sluice = bench.start_haproxy(), bench.start_sluice("access")
    ways = [
        Way(bench, "cached", sluice, thousand),
        Way(bench, "es256", sluice, many),
        Way(bench, "haproxy", haproxy, many, haproxy.ports["es"]),
    ]
    rounds(bench, "es256", ways, rows)
    bench.stop(haproxy)
    bench.stop(sluice)
    figure = peers.ratio(rows, "es256", "haproxy")
    lines = table(rows, {
        "cached": "remembered", "es256": "each token verified", "haproxy": "HAProxy, jwt_verify",
    })
    told = f"for information: ES256 verified each time costs {figure:.2f} times HAProxy's"
    return lines, told, {"es256-to-haproxy": round(figure, 3)}, True


def main():
    options = parts.parser(__doc__, PARTS)
    options.add_argument("--instances", type=int, default=2, help="of the virtual machine, where "
                         "our own requests are compared")
    options.add_argument("--rate", type=int, default=4_000, help="of part issuer")
    options.add_argument("--loop-rounds", type=int, default=5, help="of part issuer")
    options.add_argument("--loop-seconds", type=int, default=5, help="of a round of part issuer")
    arguments = options.parse_args()
    peers.require("nginx", "wrk", "haproxy")
    parts.run(
        "What access costs",
        f"HAProxy {haproxy_version()}; 1 KiB GET, {arguments.connections} connections, "
        f"{arguments.rounds} rounds of {arguments.seconds} s, interleaved; part issuer "
        f"{arguments.rate:,} requests a second, {arguments.loop_rounds} rounds of "
        f"{arguments.loop_seconds} s",
        {"cached": cached, "uncached": uncached, "full": full, "es256": es256, "issuer": issuer},
        Bench, arguments,
    )


def haproxy_version():
    out = subprocess.run(["haproxy", "-v"], stdout=subprocess.PIPE, text=True).stdout
    found = re.search(r"version (\d+\.\d+\.\d+)", out)
    return found.group(1) if found else "of an unknown version"


if __name__ == "__main__":
    main()
