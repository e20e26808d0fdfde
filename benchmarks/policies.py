#!/usr/bin/env python3
"""What policies cost: Sluice with every one configured against Sluice with none.

Breaker, health checks, outlier detection, concurrency limit, retries with a time limit for each
try, header edits both ways and the access log (BenchedPlane in this module); metrics are always on.
None of them strikes. CPU per request of interleaved rounds, as in bare-proxy.py.

  benchmarks/policies.py                       about three minutes
  benchmarks/policies.py --instances 3         with three virtual machines of each kind
"""

import json
import os
import statistics
import sys
import tempfile

import peers

GOAL = 1.15
ALLOCATION_SECONDS = 2
KINDS = ("sluice", "policies")


def compare(arguments):
    path, command = peers.classpath(), peers.java()
    rows = {workload: [] for workload in arguments.workloads}
    bytes_each = {workload: {} for workload in arguments.workloads}
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        backend = peers.start_backend(directory)
        try:
            for instance in range(arguments.instances):
                proxies = [
                    peers.start_java(command, path, kind, backend.port, arguments.java)
                    for kind in KINDS
                ]
                try:
                    for workload in arguments.workloads:
                        one_workload(
                            proxies, workload, instance, arguments, directory, rows[workload],
                            bytes_each[workload],
                        )
                finally:
                    for proxy in proxies:
                        proxy.stop()
        finally:
            backend.stop()
    return rows, bytes_each


def one_workload(proxies, workload, instance, arguments, directory, rows, bytes_each):
    for proxy in proxies:
        peers.warm_up(proxy, workload, arguments.warm, arguments.connections, directory)
    for number in range(arguments.rounds):
        row = {
            proxy.name: peers.measure(
                proxy, workload, arguments.seconds, arguments.connections, directory
            )[0]
            for proxy in peers.interleaved(proxies, number)
        }
        rows.append(row)
        print(f"{workload} {instance + 1}.{number + 1} "
              + " ".join(f"{name} {cpu:.1f} us" for name, cpu in row.items()), flush=True)
    for proxy in proxies:
        before = int(proxy.ask("allocated"))
        requests = peers.load(
            proxy, workload, ALLOCATION_SECONDS, arguments.connections, directory
        )
        bytes_each[proxy.name] = (int(proxy.ask("allocated")) - before) / requests


def report(rows, bytes_each, arguments):
    summary, told = {}, []
    lines = [
        "| workload | none µs | all µs | all / none | none bytes | all bytes |", "|---" * 6 + "|",
    ]
    for workload, of_workload in rows.items():
        figure = peers.ratio(of_workload, "policies", "sluice")
        summary[f"{workload}-policies-to-none"] = round(figure, 3)
        title = peers.WORKLOADS[workload][0]
        cells = [title]
        for kind in KINDS:
            values = [row[kind] for row in of_workload]
            cells.append(f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})")
        cells.append(f"{figure:.2f}")
        for kind in KINDS:
            summary[f"{workload}-{kind}-bytes"] = round(bytes_each[workload][kind])
            cells.append(f"{bytes_each[workload][kind]:,.0f}")
        lines.append("| " + " | ".join(cells) + " |")
        told.append(
            f"{title} costs {figure:.2f} times as much "
            f"({'within' if figure <= GOAL else 'above'} the goal of {GOAL})"
        )
    head = [
        "# What policies cost", "",
        f"{peers.machine()}; {arguments.connections} connections, {arguments.instances} JVM "
        f"instances of {arguments.rounds} rounds of {arguments.seconds} s, interleaved; JVM flags: "
        f"`{' '.join(arguments.java)}`. By benchmarks/policies.py.", "",
        "Conclusion: with breaker, health checks, outlier detection, concurrency limit, retries, "
        "header edits, metrics and access log " + "; ".join(told) + ".", "",
        "CPU microseconds and bytes of heap for each request, median (and range).", "",
    ]
    text = "\n".join(head + lines + ["", "```json", json.dumps(summary, indent=2), "```", ""])
    return text, summary


def main():
    parser = peers.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of a round")
    parser.add_argument("--warm", type=int, default=3, help="seconds of a window")
    parser.add_argument("--instances", type=int, default=1)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument(
        "--workloads", nargs="+", default=list(peers.WORKLOADS), choices=peers.WORKLOADS
    )
    parser.add_argument("--java", nargs="*", default=peers.JAVA_FLAGS)
    parser.add_argument("--out", help="file to write the report to")
    arguments = parser.parse_args()
    peers.require("nginx", "wrk")
    text, summary = report(*compare(arguments), arguments)
    peers.write(arguments.out, text)
    missed = {name: f for name, f in summary.items() if name.endswith("-to-none") and f > GOAL}
    if missed:
        sys.exit(f"more than the goal of {GOAL} allows: {missed}")


if __name__ == "__main__":
    main()
