#!/usr/bin/env python3
"""What it costs to pass a request on: Sluice against nginx and stock Undertow.

The figure is CPU time of the proxy's processes (user and system, from /proc) for each request. It
stays put while throughput swings with whatever else runs on the machine. Rounds of the proxies are
interleaved, and a ratio is the median of the ratios within each round.

  benchmarks/bare-proxy.py                     the comparison of the README, a few minutes
  benchmarks/bare-proxy.py --rounds 3 --seconds 2 --instances 1     a quick look

Needs nginx and wrk, and strace for the count of system calls (left out, and said so, without it).
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TICK = os.sysconf("SC_CLK_TCK")
WORKLOADS = {
    "get-1k": ("1 KiB GET", 1024, None),
    "post-4k": ("4 KiB POST", 1024, 4096),
    "get-16k": ("16 KiB GET", 16384, None),
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def java():
    found = subprocess.run([ROOT / "tools" / "find-jdk.sh"], stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        sys.exit(1)
    return os.path.join(found.stdout.strip(), "bin", "java")


def classpath():
    out = ROOT / "benchmarks" / "target" / "classpath.txt"
    subprocess.run(
        [ROOT / "tools" / "maven.sh", "-q", "-pl", "benchmarks", "-am", "-DskipTests", "compile",
         "dependency:build-classpath", f"-Dmdep.outputFile={out}"],
        check=True,
    )
    return f"{ROOT}/benchmarks/target/classes:{out.read_text().strip()}"


class Proxy:
    def __init__(self, name, process, port):
        self.name, self.process, self.port = name, process, port

    def pids(self):
        pids = [self.process.pid]
        children = pathlib.Path(f"/proc/{pids[0]}/task/{pids[0]}/children")
        return pids + [int(pid) for pid in children.read_text().split()]

    def cpu_seconds(self):
        ticks = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def nginx(directory, name, servers):
    directory = pathlib.Path(directory) / name
    directory.mkdir()
    paths = "".join(
        f"{kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = directory / "nginx.conf"
    config.write_text(
        f"""daemon off; worker_processes {os.cpu_count()}; pid {directory}/pid;
error_log {directory}/error.log; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; open_file_cache max=10; keepalive_requests 1000000000; client_body_buffer_size 64k;
proxy_buffer_size 16k; proxy_buffers 8 16k; {paths} {servers} }}
"""
    )
    return subprocess.Popen(
        ["nginx", "-p", str(directory), "-c", str(config), "-e", f"{directory}/error.log"]
    )


def start_backend(directory, port):
    locations = "".join(
        f'location = /{size} {{ return 200 "{"x" * size}"; }}\n' for size in (1024,)
    )
    files = pathlib.Path(directory) / "files"
    files.mkdir()
    (files / "16384").write_bytes(b"x" * 16384)
    return nginx(
        directory,
        "backend",
        f"server {{ listen 127.0.0.1:{port} backlog=4096; root {files}; {locations} }}",
    )


def start_nginx(directory, backend):
    port = free_port()
    process = nginx(
        directory,
        "peer",
        f"""upstream b {{ server 127.0.0.1:{backend}; keepalive 128;
keepalive_requests 1000000000; }}
server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ proxy_pass http://b;
proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $remote_addr; }} }}""",
    )
    return Proxy("nginx", process, port)


def start_java(command, path, kind, backend, flags):
    process = subprocess.Popen(
        [command, *flags, "-cp", path, "dev.sluice.benchmarks.BareProxy", kind, str(backend)],
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("listening "):
            return Proxy(kind, process, int(line.split()[1]))
    sys.exit(f"{kind} did not start")


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing listens on port {port}")


def load(proxy, workload, seconds, connections, directory):
    _, size, body = WORKLOADS[workload]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    if body:
        script = pathlib.Path(directory) / "post.lua"
        script.write_text(
            f'wrk.method = "POST"\nwrk.body = string.rep("y", {body})\n'
            'wrk.headers["Content-Type"] = "application/octet-stream"\n'
        )
        command += ["-s", str(script)]
    out = subprocess.run(
        command + [f"http://127.0.0.1:{proxy.port}/{size}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        print(f"  {proxy.name}: {out}", file=sys.stderr)
    return int(re.search(r"(\d+) requests in", out).group(1))


def measure(proxy, workload, seconds, connections, directory):
    before = proxy.cpu_seconds()
    start = time.monotonic()
    requests = load(proxy, workload, seconds, connections, directory)
    return (
        (proxy.cpu_seconds() - before) * 1e6 / requests,
        requests / (time.monotonic() - start),
    )


def warm_up(proxy, workload, seconds, connections, directory):
    """Until two windows agree within 5 %: then the compiler has done its work."""
    last = 0.0
    for window in range(10):
        cpu, _ = measure(proxy, workload, seconds, connections, directory)
        if window > 2 and abs(cpu - last) <= 0.05 * cpu:
            return
        last = cpu


def system_calls(proxy, connections, directory):
    """Counts by name for each request, or None where ptrace is not to be had."""
    if not shutil.which("strace"):
        print("strace is missing: system calls are NOT counted", file=sys.stderr)
        return None
    out = pathlib.Path(directory) / f"strace-{proxy.name}"
    attach = [argument for pid in proxy.pids() for argument in ("-p", str(pid))]
    tracer = subprocess.Popen(
        ["strace", "-c", "-f", "-o", str(out), *attach], stderr=subprocess.DEVNULL
    )
    time.sleep(1)
    if tracer.poll() is not None:
        print("strace may not attach: system calls are NOT counted", file=sys.stderr)
        return None
    requests = load(proxy, "get-1k", 3, connections, directory)
    tracer.send_signal(signal.SIGINT)
    tracer.wait(20)
    counts = {}
    for line in out.read_text().splitlines():
        fields = line.split()
        if len(fields) >= 5 and re.fullmatch(r"[0-9.]+", fields[0]) and fields[-1] != "total":
            counts[fields[-1]] = int(fields[3]) / requests
    return counts


def compare(arguments):
    path, command = classpath(), java()
    results = {}
    calls = {}
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)  # nginx's workers are another user when it is started by root
        running = []
        try:
            backend = free_port()
            running.append(Proxy("backend", start_backend(directory, backend), backend))
            wait_for(backend)
            running.append(start_nginx(directory, backend))
            for instance in range(arguments.instances):
                java_proxies = [
                    start_java(command, path, kind, backend, arguments.java)
                    for kind in arguments.kinds
                ]
                running += java_proxies
                proxies = [running[1], *java_proxies]
                for proxy in proxies:
                    wait_for(proxy.port)
                    for workload in arguments.workloads:
                        warm_up(
                            proxy, workload, arguments.warm, arguments.connections, directory
                        )
                for workload in arguments.workloads:
                    rows = results.setdefault(workload, [])
                    for number in range(arguments.rounds):
                        row = {}
                        for proxy in proxies[number % 2 :] + proxies[: number % 2]:
                            row[proxy.name] = measure(
                                proxy, workload, arguments.seconds, arguments.connections,
                                directory,
                            )
                        rows.append(row)
                        print(
                            f"{workload} {instance + 1}.{number + 1} "
                            + " ".join(
                                f"{name} {cpu:.1f} us ({rate:.0f}/s)"
                                for name, (cpu, rate) in row.items()
                            ),
                            flush=True,
                        )
                for proxy in java_proxies:
                    print(f"{proxy.name}: {proxy.resident_mib():.0f} MiB resident", flush=True)
                if instance == arguments.instances - 1 and not arguments.no_strace:
                    calls = {
                        p.name: system_calls(p, arguments.connections, directory) for p in proxies
                    }
                for proxy in java_proxies:
                    proxy.stop()
                    running.remove(proxy)
        finally:
            for proxy in running:
                proxy.stop()
    return results, {name: counts for name, counts in calls.items() if counts}


def report(results, calls, arguments):
    lines = [
        "# Bare proxying",
        "",
        f"{datetime.date.today()}, {cpu_model()}, {os.cpu_count()} cores, "
        f"Linux {platform.release()}; client, backend (nginx) and proxy on the same machine; "
        f"{arguments.connections} connections, keep-alive, {arguments.instances} JVM instances of "
        f"{arguments.rounds} rounds of {arguments.seconds} s, interleaved; "
        f"JVM flags: `{' '.join(arguments.java)}`.",
        "",
        "CPU microseconds for each request, median (and range); ratio: median of the rounds.",
        "",
        "| workload | " + " | ".join(["nginx", *arguments.kinds]) + " | "
        + " | ".join(f"{kind} / nginx" for kind in arguments.kinds) + " |",
        "|" + "---|" * (2 + 2 * len(arguments.kinds)),
    ]
    summary = {}
    for workload, rows in results.items():
        cells = [WORKLOADS[workload][0]]
        for name in ["nginx", *arguments.kinds]:
            values = [row[name][0] for row in rows]
            cells.append(
                f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"
            )
        for kind in arguments.kinds:
            ratio = statistics.median(row[kind][0] / row["nginx"][0] for row in rows)
            summary[f"{workload}-{kind}-to-nginx"] = round(ratio, 3)
            cells.append(f"{ratio:.2f}")
        lines.append("| " + " | ".join(cells) + " |")
    if calls:
        lines += ["", "System calls for each request (1 KiB GET, `strace -c -f`):", ""]
        for name, counts in calls.items():
            total = sum(counts.values())
            summary[f"syscalls-{name}"] = round(total, 2)
            parts = ", ".join(
                f"{call} {count:.2f}"
                for call, count in sorted(counts.items(), key=lambda item: -item[1])
                if count >= 0.01
            )
            lines.append(f"* {name}: {total:.2f} ({parts})")
    else:
        lines += ["", "System calls were not counted: strace could not attach."]
    lines += ["", "```json", json.dumps(summary, indent=2), "```", ""]
    return "\n".join(lines), summary


def cpu_model():
    found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--warm", type=int, default=4, help="seconds of a window")
    parser.add_argument("--instances", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--workloads", nargs="+", default=list(WORKLOADS), choices=WORKLOADS)
    parser.add_argument("--kinds", nargs="+", default=["sluice", "stock"])
    parser.add_argument("--java", nargs="*", default=["-XX:+UseSerialGC", "-Xmx256m"])
    parser.add_argument("--no-strace", action="store_true")
    parser.add_argument("--out", help="file to write the report to")
    arguments = parser.parse_args()
    for tool in ("nginx", "wrk"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: install it and run again")
    results, calls = compare(arguments)
    text, summary = report(results, calls, arguments)
    print(text)
    if arguments.out:
        pathlib.Path(arguments.out).write_text(text)
    ratio = summary.get("get-1k-sluice-to-nginx")
    if ratio and ratio > 1.25:
        sys.exit(f"1 KiB GET costs {ratio} times nginx: more than the 1.25 that the goal allows")


if __name__ == "__main__":
    main()
