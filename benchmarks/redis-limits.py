#!/usr/bin/env python3
"""What a limit costs that is counted in Redis, and what it costs when Redis is lost.

Parts, of which --parts chooses some:

  cpu       CPU of the data plane for each request: without a limit, with one that is counted in the
            process, in Redis, and in Redis with a lease; interleaved rounds of the same process
  latency   the same at a fixed rate, each latency from the moment at which the request ought to start
  lost      at a fixed rate while Redis is paused, and while it is killed, second by second, and how
            long it takes until requests are counted there again; against requests without a limit in
            the same seconds, so that what the machine does besides is not Redis's

  benchmarks/redis-limits.py                       about five minutes
  benchmarks/redis-limits.py --parts lost --lost-rate 2000
"""

import signal
import statistics
import time

import parts
import peers
import store
from generator import Generator

PARTS = ("cpu", "latency", "lost")
KINDS = ("plain", "local", "shared", "leased")
SHARED_MICROSECONDS, LEASED_MICROSECONDS = 8, 0.5
ADDED_P99 = 2_000
LOST_P99 = 20_000
CONTROL_RATE = 500


class Bench:
    def __init__(self, arguments, directory):
        self.arguments = arguments
        path, command = peers.classpath(), peers.java()
        port = peers.free_port()
        answer = "x" * 1024
        self.backend = peers.ready(peers.Proxy("backend", peers.nginx(
            directory, "backend",
            f"""server {{ listen 127.0.0.1:{port} backlog=4096;
location / {{ return 200 "{answer}"; }} }}""",
        ), port))
        self.redis = store.Redis(directory)
        self.plane = peers.start_java(command, path, "redis", port, None, str(self.redis.port))
        self.generator = Generator(command, path)
        self.control = Generator(command, path)

    def wrk(self, kind, seconds):
        return peers.answered(
            kind,
            ["wrk", "-t1", f"-c{self.arguments.connections}", f"-d{seconds}s",
             f"http://127.0.0.1:{self.plane.port}/{kind}"],
        )

    def measure(self, kind, seconds):
        before, theirs = self.plane.cpu_seconds(), self.redis.cpu_seconds()
        requests = self.wrk(kind, seconds)
        return ((self.plane.cpu_seconds() - before) * 1e6 / requests,
                (self.redis.cpu_seconds() - theirs) * 1e6 / requests)

    def warm_up(self):
        for _ in range(self.arguments.warm_rounds):
            for kind in KINDS:
                self.wrk(kind, self.arguments.warm)
            time.sleep(1)

    def end(self):
        self.generator.stop()
        self.control.stop()
        self.plane.stop()
        self.redis.stop()
        self.backend.stop()


def cpu(bench):
    rows = []
    for number in range(bench.arguments.rounds):
        row = {
            kind: bench.measure(kind, bench.arguments.seconds)
            for kind in peers.interleaved(list(KINDS), number)
        }
        rows.append(row)
        print("cpu " + " ".join(f"{kind} {row[kind][0]:.1f} us" for kind in KINDS), flush=True)
    lines = ["| requests | CPU µs each, median (range) | more than without | in Redis |",
             "|---|---|---|---|"]
    added = {}
    for kind in KINDS:
        ours = [row[kind][0] for row in rows]
        added[kind] = statistics.median(row[kind][0] - row["plain"][0] for row in rows)
        theirs = statistics.median(row[kind][1] for row in rows)
        lines.append(f"| {kind} | {statistics.median(ours):.1f} ({min(ours):.1f}–{max(ours):.1f}) | "
                     f"{added[kind]:.2f} | {theirs:.2f} |")
    ok = added["shared"] <= SHARED_MICROSECONDS
    told = (f"a request that is counted in Redis costs {added['shared']:.1f} µs of the data plane's "
            f"CPU ({peers.verdict(ok)} the goal of {SHARED_MICROSECONDS}), leased "
            f"{added['leased']:.1f}, in the process {added['local']:.1f}; the noise of such a "
            f"difference is about 1 µs")
    return lines, told, {f"added-{kind}": round(added[kind], 2) for kind in KINDS[1:]}, ok


def latency(bench):
    arguments, rows = bench.arguments, []
    for number in range(arguments.rounds):
        rows.append({
            kind: bench.generator.run(bench.plane, f"/{kind}", arguments.connections,
                                      arguments.rate, arguments.seconds)
            for kind in peers.interleaved(list(KINDS), number)
        })
        print("latency " + " ".join(
            f"{kind} p50 {rows[-1][kind]['p50']:.0f} p99 {rows[-1][kind]['p99']:.0f}"
            for kind in KINDS), flush=True)
    lines = ["| requests | p50 µs | p99 µs | p99 more than without | generator late (p99) |",
             "|---|---|---|---|---|"]
    added = {}
    for kind in KINDS:
        added[kind] = statistics.median(row[kind]["p99"] - row["plain"]["p99"] for row in rows)
        lines.append("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |".format(
            kind, *(statistics.median(row[kind][figure] for row in rows) for figure in ("p50", "p99")),
            added[kind], statistics.median(row[kind]["late"] for row in rows)))
    ok = added["shared"] <= ADDED_P99
    told = (f"at {arguments.rate:,} requests a second the round trip adds {added['shared']:.0f} µs to "
            f"p99 ({peers.verdict(ok)} the goal of {ADDED_P99:,})")
    return lines, told, {"p99-added-shared": round(added["shared"])}, ok


def seconds_of(bench, lose, back):
    """Each second, and one without a limit: two with Redis, six without, and until it is used again."""
    arguments, told = bench.arguments, []
    for second in range(10):
        bench.generator.begin(bench.plane, "/shared", arguments.connections,
                              arguments.lost_rate, 1)
        bench.control.begin(bench.plane, "/plain", 16, CONTROL_RATE, 1)
        if second == 2:
            lose()
        if second == 8:
            back()
        told.append((bench.generator.end(), bench.control.end()))
    return told


def lost(bench):
    lines, summary, ok = [], {}, True
    ways = {
        "paused": (lambda: bench.redis.signal(signal.SIGSTOP),
                   lambda: bench.redis.signal(signal.SIGCONT)),
        "killed": (lambda: bench.redis.signal(signal.SIGKILL), bench.redis.start),
    }
    for name, (lose, back) in ways.items():
        row = seconds_of(bench, lose, back)
        added = [each["p99"] - plain["p99"] for each, plain in row]
        first = max(added[2], added[3])
        after = statistics.median(added[4:8])
        ok = ok and first <= LOST_P99 and after <= 1_000
        lines += [f"\n{name} in the third second, back in the ninth:\n",
                  "| second | p50 µs | p99 µs | max µs | p99 without a limit |",
                  "|---|---|---|---|---|"]
        lines += [f"| {number + 1} | {each['p50']:.0f} | {each['p99']:.0f} | {each['max']:.0f} | "
                  f"{plain['p99']:.0f} |" for number, (each, plain) in enumerate(row)]
        summary[f"{name}-first-second-p99-added"] = round(first)
        summary[f"{name}-after-p99-added"] = round(after)
    told = (f"Redis lost under {bench.arguments.lost_rate:,} requests a second adds "
            + " and ".join(f"{summary[f'{name}-first-second-p99-added'] / 1e3:.1f} ms ({name})"
                           for name in ways)
            + " to p99 of the first second, then "
            + " and ".join(f"{summary[f'{name}-after-p99-added'] / 1e3:.2f} ms" for name in ways)
            + f" ({peers.verdict(ok)} the goal of 20 ms, then none)")
    return lines, told, summary, ok


def main():
    options = parts.parser(__doc__, PARTS)
    options.add_argument("--warm-rounds", type=int, default=4)
    options.add_argument("--rate", type=int, default=8_000, help="of part latency")
    options.add_argument("--lost-rate", type=int, default=2_000, help="of part lost")
    options.set_defaults(warm=2)
    arguments = options.parse_args()
    peers.require("nginx", "wrk", "redis-server")
    parts.run(
        "What a limit in Redis costs",
        f"1 KiB GET, {arguments.connections} connections, {arguments.rounds} rounds of "
        f"{arguments.seconds} s, interleaved; one limit for each client, sliding window, never "
        "reached, all requests of one client; Redis on the same machine",
        {"cpu": cpu, "latency": latency, "lost": lost}, Bench, arguments,
    )


if __name__ == "__main__":
    main()
