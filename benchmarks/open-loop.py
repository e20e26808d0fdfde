#!/usr/bin/env python3
"""Latency at a fixed rate of requests: Sluice against nginx and HAProxy.

Each request has a moment at which it ought to start, and its latency counts from then (OpenLoop in
this module), so nothing that a proxy delays is left out. Rounds of the proxies are interleaved; a
ratio is the median of the ratios within each round.

  benchmarks/open-loop.py                      about four minutes
  benchmarks/open-loop.py --rates 8000 --rounds 3

Needs nginx, and wrk to warm the proxies; haproxy is left out, and that is said, where it is missing.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile

import peers
from generator import FIGURES, Generator


def compare(arguments):
    path, command = peers.classpath(), peers.java()
    target = peers.WORKLOADS["get-1k"][1]
    rows = {rate: [] for rate in arguments.rates}
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        running, generator = [], Generator(command, path)
        try:
            backend = peers.start_backend(directory)
            running.append(backend)
            proxies = [peers.start_nginx(directory, backend.port)]
            if "haproxy" in arguments.kinds:
                proxies.append(peers.start_haproxy(directory, backend.port))
            proxies += [
                peers.start_java(command, path, kind, backend.port)
                for kind in arguments.kinds if kind in peers.JAVA_KINDS
            ]
            running += proxies
            for proxy in proxies:
                for _ in range(2):
                    peers.warm_up(
                        proxy, "get-1k", arguments.warm, arguments.connections, directory
                    )
                generator.run(proxy, target, arguments.connections, min(arguments.rates), 2)
            for rate in arguments.rates:
                for number in range(arguments.rounds):
                    row = {
                        proxy.name: generator.run(
                            proxy, target, arguments.connections, rate, arguments.seconds
                        )
                        for proxy in peers.interleaved(proxies, number)
                    }
                    rows[rate].append(row)
                    print(
                        f"{rate}/s {number + 1} "
                        + " ".join(
                            f"{name} p50 {at['p50']:.0f} p99 {at['p99']:.0f} late {at['late']:.0f}"
                            for name, at in row.items()
                        ),
                        flush=True,
                    )
        finally:
            generator.stop()
            for proxy in running:
                proxy.stop()
    return rows


def report(rows, arguments):
    summary, told = {}, []
    lines = [
        "| rate | proxy | " + " | ".join(f"{name} µs" for name in FIGURES) + " | "
        + " | ".join(f"{name} / nginx" for name in FIGURES) + " | generator late (p99) |",
        "|---" * (3 + 2 * len(FIGURES)) + "|",
    ]
    for rate, of_rate in rows.items():
        for name in sorted(of_rate[0], key=["nginx", *arguments.kinds].index):
            cells = [f"{rate:,}", name]
            ratios = []
            for figure in FIGURES:
                values = [row[name][figure] for row in of_rate]
                cells.append(
                    f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"
                )
                ratios.append(statistics.median(
                    row[name][figure] / row["nginx"][figure] for row in of_rate))
                summary[f"{rate}-{name}-{figure}-to-nginx"] = round(ratios[-1], 3)
            cells += [f"{each:.2f}" for each in ratios]
            cells.append(f"{statistics.median(row[name]['late'] for row in of_rate):.0f}")
            lines.append("| " + " | ".join(cells) + " |")
            if name == "sluice":
                ok = ratios[0] <= 1.1 and ratios[1] <= 1.2
                told.append(
                    f"at {rate:,} requests a second p50 is {ratios[0]:.2f} times nginx's, p99 "
                    f"{ratios[1]:.2f} times ({'within' if ok else 'above'} the goal of 1.1 and 1.2)"
                )
    head = [
        "# Latency at a fixed rate", "",
        f"{peers.machine()}; 1 KiB GET, {arguments.connections} connections, {arguments.rounds} "
        f"rounds of {arguments.seconds} s, interleaved; latency from the intended start of each "
        f"request; JVM flags: `{' '.join(peers.JAVA_FLAGS)}`. By benchmarks/open-loop.py.", "",
        "Conclusion: " + "; ".join(told) + ".", "",
        "Median of the rounds (and range); ratio: median of the rounds.", "",
    ]
    return "\n".join(
        head + lines + ["", "```json", json.dumps(summary, indent=2), "```", ""]
    )


def main():
    parser = peers.parser(__doc__)
    parser.add_argument("--rates", type=int, nargs="+", default=[8_000, 20_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of a round")
    parser.add_argument("--warm", type=int, default=3, help="seconds of a window")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument(
        "--kinds", nargs="+", default=["haproxy", "sluice"], choices=["haproxy", *peers.JAVA_KINDS]
    )
    parser.add_argument("--out", help="file to write the report to")
    arguments = parser.parse_args()
    peers.require("nginx", "wrk")
    if "haproxy" in arguments.kinds and not shutil.which("haproxy"):
        print("haproxy is missing: it is NOT compared", file=sys.stderr)
        arguments.kinds.remove("haproxy")
    peers.write(arguments.out, report(compare(arguments), arguments))


if __name__ == "__main__":
    main()
