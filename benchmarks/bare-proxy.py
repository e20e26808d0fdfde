#!/usr/bin/env python3
"""What it costs to pass a request on: Sluice against nginx, HAProxy and stock Undertow.

The figure is CPU time of the proxy's processes (user and system, from /proc) for each request. It
stays put while throughput swings with whatever else runs on the machine. Rounds of the proxies are
interleaved, and a ratio is the median of the ratios within each round.

  benchmarks/bare-proxy.py                     about five minutes
  benchmarks/bare-proxy.py --instances 3       the same with three virtual machines of each kind
  benchmarks/bare-proxy.py --rounds 3 --workloads get-1k --kinds sluice     a quick look

Needs nginx and wrk; haproxy and strace are left out, and that is said, where they are missing.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import peers

SYSTEM_CALL_SECONDS = 3
ALLOCATION_SECONDS = 2


def system_calls(proxy, workload, connections, directory):
    """(calls, errors) by name for each request, or None where ptrace is not to be had."""
    out = pathlib.Path(directory) / f"strace-{proxy.name}-{workload}"
    attach = [argument for pid in proxy.pids() for argument in ("-p", str(pid))]
    # Connections are there before the count begins, as in a steady state.
    tracer = subprocess.Popen(
        ["strace", "-c", "-f", "-o", str(out), *attach], stderr=subprocess.DEVNULL
    )
    time.sleep(1)
    if tracer.poll() is not None:
        print("strace may not attach: system calls are NOT counted", file=sys.stderr)
        return None
    requests = peers.load(proxy, workload, SYSTEM_CALL_SECONDS, connections, directory)
    tracer.send_signal(signal.SIGINT)
    tracer.wait(20)
    counts = {}
    for line in out.read_text().splitlines():
        fields = line.split()
        if len(fields) >= 5 and re.fullmatch(r"[0-9.]+", fields[0]) and fields[-1] != "total":
            errors = int(fields[4]) if len(fields) > 5 else 0
            counts[fields[-1]] = (int(fields[3]) / requests, errors / requests)
    return counts


def allocated(proxy, workload, connections, directory):
    """Bytes for each request."""
    before = int(proxy.ask("allocated"))
    requests = peers.load(proxy, workload, ALLOCATION_SECONDS, connections, directory)
    return (int(proxy.ask("allocated")) - before) / requests


def start_peers(directory, backend, kinds):
    found = [peers.start_nginx(directory, backend.port)]
    if "haproxy" in kinds:
        found.append(peers.start_haproxy(directory, backend.port))
    return found


def compare(arguments):
    path, command = peers.classpath(), peers.java()
    results, calls, bytes_each = {}, {}, {}
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)  # nginx's workers are another user when it is started by root
        running = []
        try:
            running.append(peers.start_backend(directory))
            others = start_peers(directory, running[0], arguments.kinds)
            running += others
            for instance in range(arguments.instances):
                ours = [
                    peers.start_java(command, path, kind, running[0].port, arguments.java)
                    for kind in arguments.kinds if kind in peers.JAVA_KINDS
                ]
                running += ours
                for workload in arguments.workloads:
                    measure_rounds(others + ours, workload, instance, arguments, directory, results)
                for proxy in ours:
                    print(f"{proxy.name}: {proxy.resident_mib():.0f} MiB resident", flush=True)
                if instance == arguments.instances - 1:
                    for workload in arguments.workloads:
                        bytes_each[workload] = {
                            proxy.name: allocated(
                                proxy, workload, arguments.connections, directory
                            )
                            for proxy in ours
                        }
                        if arguments.strace:
                            calls[workload] = {
                                proxy.name: system_calls(
                                    proxy, workload, arguments.connections, directory
                                )
                                for proxy in others + ours
                            }
                for proxy in ours:
                    proxy.stop()
                    running.remove(proxy)
        finally:
            for proxy in running:
                proxy.stop()
    return results, calls, bytes_each


def measure_rounds(proxies, workload, instance, arguments, directory, results):
    for proxy in proxies:
        peers.warm_up(proxy, workload, arguments.warm, arguments.connections, directory)
    rows = results.setdefault(workload, [])
    for number in range(arguments.rounds):
        row, rates = {}, {}
        for proxy in peers.interleaved(proxies, number):
            row[proxy.name], rates[proxy.name] = peers.measure(
                proxy, workload, arguments.seconds, arguments.connections, directory
            )
        rows.append(row)
        print(
            f"{workload} {instance + 1}.{number + 1} "
            + " ".join(f"{name} {cpu:.1f} us ({rates[name]:.0f}/s)" for name, cpu in row.items()),
            flush=True,
        )


def report(results, calls, bytes_each, arguments):
    summary, lines = {}, [
        "# Bare proxying", "",
        f"{peers.machine()}; {arguments.connections} connections, keep-alive; "
        f"{arguments.instances} JVM instances of {arguments.rounds} rounds of {arguments.seconds} s,"
        f" interleaved; JVM flags: `{' '.join(arguments.java)}`. By benchmarks/bare-proxy.py.", "",
    ]
    lines += conclusion(results, calls, bytes_each) + [""]
    lines += cpu_table(results, arguments, summary)
    if calls:
        lines += call_table(calls, summary)
    else:
        lines += ["", "System calls were not counted: there is no strace, or it was not wanted."]
    lines += ["", "Bytes allocated in the Java heap for each request:", "",
              "| workload | " + " | ".join(next(iter(bytes_each.values()))) + " |",
              "|---" * (1 + len(next(iter(bytes_each.values())))) + "|"]
    for workload, figures in bytes_each.items():
        for name, count in figures.items():
            summary[f"{workload}-{name}-bytes"] = round(count)
        cells = " | ".join(f"{count:,.0f}" for count in figures.values())
        lines.append(f"| {peers.WORKLOADS[workload][0]} | {cells} |")
    lines += ["", "```json", json.dumps(summary, indent=2), "```", ""]
    return "\n".join(lines), summary


def conclusion(results, calls, bytes_each):
    """Goals and whether they are reached, in words that follow from the figures."""
    said = []
    for workload, rows in results.items():
        if "sluice" in rows[0]:
            figure = peers.ratio(rows, "sluice", "nginx")
            goal = "within" if figure <= 1.10 else "above"
            text = f"{peers.WORKLOADS[workload][0]} costs {figure:.2f} times nginx's CPU"
            if "stock" in rows[0]:
                text += f" and {peers.ratio(rows, 'sluice', 'stock'):.2f} times stock Undertow's"
            said.append(f"{text} ({goal} the goal of 1.10)")
    text = "Conclusion: " + "; ".join(said) + "."
    counted = [by["sluice"] for by in calls.values() if by.get("sluice")]
    if counted:
        worst = max(sum(calls for calls, _ in count.values()) for count in counted)
        text += f" At most {worst:.2f} system calls for a request (goal 4.2)."
    allocated_most = max((by["sluice"] for by in bytes_each.values() if "sluice" in by), default=0)
    if allocated_most:
        text += f" At most {allocated_most:,.0f} bytes allocated for a request (goal 3,072)."
    return [text]


def cpu_table(results, arguments, summary):
    names = ["nginx", *arguments.kinds]
    lines = [
        "CPU microseconds for each request, median (and range); ratio: median of the rounds.", "",
        "| workload | " + " | ".join(names) + " | "
        + " | ".join(f"{kind} / nginx" for kind in arguments.kinds) + " |",
        "|---" * (1 + len(names) + len(arguments.kinds)) + "|",
    ]
    for workload, rows in results.items():
        cells = [peers.WORKLOADS[workload][0]]
        for name in names:
            values = [row[name] for row in rows]
            cells.append(f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})")
        for kind in arguments.kinds:
            figure = peers.ratio(rows, kind, "nginx")
            summary[f"{workload}-{kind}-to-nginx"] = round(figure, 3)
            cells.append(f"{figure:.2f}")
        if "sluice" in arguments.kinds and "stock" in arguments.kinds:
            summary[f"{workload}-sluice-to-stock"] = round(peers.ratio(rows, "sluice", "stock"), 3)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def call_table(calls, summary):
    lines = ["", "System calls for each request (`strace -c -f`; in brackets: of these EAGAIN and "
             "other errors):", "", "| workload | proxy | total | calls |", "|---|---|---|---|"]
    for workload, by_proxy in calls.items():
        for name, counts in by_proxy.items():
            if not counts:
                continue
            total = sum(count for count, _ in counts.values())
            summary[f"{workload}-{name}-calls"] = round(total, 2)
            parts = ", ".join(
                f"{call} {count:.2f}" + (f" ({errors:.2f})" if errors >= 0.01 else "")
                for call, (count, errors) in sorted(counts.items(), key=lambda item: -item[1][0])
                if count >= 0.01
            )
            lines.append(f"| {peers.WORKLOADS[workload][0]} | {name} | {total:.2f} | {parts} |")
    return lines


def main():
    parser = peers.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of a round")
    parser.add_argument("--warm", type=int, default=3, help="seconds of a window")
    parser.add_argument("--instances", type=int, default=1, help="virtual machines of each kind")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument(
        "--workloads", nargs="+", default=list(peers.WORKLOADS), choices=peers.WORKLOADS
    )
    parser.add_argument(
        "--kinds", nargs="+", default=["haproxy", "sluice", "stock"],
        choices=["haproxy", *peers.JAVA_KINDS],
    )
    parser.add_argument("--java", nargs="*", default=peers.JAVA_FLAGS)
    parser.add_argument("--no-strace", dest="strace", action="store_false")
    parser.add_argument("--out", help="file to write the report to")
    arguments = parser.parse_args()
    peers.require("nginx", "wrk")
    if "haproxy" in arguments.kinds and not shutil.which("haproxy"):
        print("haproxy is missing: it is NOT compared", file=sys.stderr)
        arguments.kinds.remove("haproxy")
    if arguments.strace and not shutil.which("strace"):
        print("strace is missing: system calls are NOT counted", file=sys.stderr)
        arguments.strace = False
    text, summary = report(*compare(arguments), arguments)
    peers.write(arguments.out, text)
    missed = {
        name: figure for name, figure in summary.items()
        if name.endswith("sluice-to-nginx") and figure > 1.10
    }
    if missed:
        sys.exit(f"more than the goal of 1.10 times nginx allows: {missed}")


if __name__ == "__main__":
    main()
