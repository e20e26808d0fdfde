#!/usr/bin/env python3
"""Whether memory stays what it is: mixed load for half an hour while everything changes.

Small requests, uploads and downloads of a MiB, clients that vanish within either, a configuration
change every two seconds and endpoints that come and go every second. Heap after a collection,
direct memory, descriptors and threads are sampled; after the first tenth they must not grow.

  benchmarks/soak.py                           30 minutes
  benchmarks/soak.py --minutes 2               a quick look

Needs nginx and wrk.
"""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import peers

FIGURES = ("heap", "direct", "descriptors", "threads")
HEAP_GOAL = 1.05
UPLOAD = 1 << 20


def vanish(port, stop):
    """Clients that go away within an upload, a download or a head, politely or with a reset."""
    chance = random.Random(1)
    gone = 0
    while not stop.is_set():
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as client:
                kind = gone % 3
                if kind == 0:
                    client.sendall(
                        b"POST /1024 HTTP/1.1\r\nHost: soak\r\nContent-Length: 1048576\r\n\r\n"
                        + b"z" * chance.randrange(100_000)
                    )
                elif kind == 1:
                    client.sendall(b"GET /1048576 HTTP/1.1\r\nHost: soak\r\n\r\n")
                    client.recv(chance.randrange(1, 65_536))
                else:
                    client.sendall(b"GET /1024 HTTP/1.1\r\nHo")
                if chance.random() < 0.5:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        except OSError:
            pass
        gone += 1
        time.sleep(0.01)


def change(proxy, backends, stop, lock, counts):
    number = 0
    ports = [backend.port for backend in backends]
    while not stop.is_set():
        number += 1
        chosen = ports if number % 3 else ports[number % len(ports):][:1]
        words = " ".join(map(str, chosen))
        with lock:
            proxy.ask(f"endpoints {words}")
            counts["endpoints"] += 1
            if number % 2 == 0:
                proxy.ask(f"change {words}")
                counts["configurations"] += 1
        stop.wait(1)


def start_load(proxy, seconds, directory):
    url = f"http://127.0.0.1:{proxy.port}"
    upload = str(peers.post_script(directory, UPLOAD))
    commands = [
        ["-c16", f"{url}/1024"], ["-c4", f"{url}/1048576"], ["-c4", "-s", upload, f"{url}/1024"],
    ]
    return [
        subprocess.Popen(
            ["wrk", "-t1", f"-d{seconds}s", *command], stdout=subprocess.PIPE, text=True
        )
        for command in commands
    ]


def sample(proxy, lock):
    with lock:
        return dict(zip(FIGURES, map(int, proxy.ask("memory").split())))


def soak(arguments):
    path, command = peers.classpath(), peers.java()
    seconds = round(arguments.minutes * 60)
    samples, counts = [], {"endpoints": 0, "configurations": 0}
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        running, stop, lock = [], threading.Event(), threading.Lock()
        loads, threads = [], []
        try:
            backends = [peers.start_backend(directory, name) for name in ("first", "second")]
            running += backends
            proxy = peers.start_java(
                command, path, "policies", backends[0].port,
                [*peers.JAVA_FLAGS, "-XX:MaxDirectMemorySize=128m"],
            )
            running.append(proxy)
            loads = start_load(proxy, seconds, directory)
            threads = [
                threading.Thread(target=vanish, args=(proxy.port, stop)),
                threading.Thread(target=change, args=(proxy, backends, stop, lock, counts)),
            ]
            for thread in threads:
                thread.start()
            begun = time.monotonic()
            while time.monotonic() - begun < seconds - 1:
                time.sleep(min(arguments.every, seconds / 20))
                samples.append({"at": time.monotonic() - begun, **sample(proxy, lock)})
                print(json.dumps(samples[-1]), flush=True)
            outputs = [load.communicate(timeout=60)[0] for load in loads]
            stop.set()
            for thread in threads:
                thread.join()
            time.sleep(2)
            rest = sample(proxy, lock)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
            for load in loads:
                load.kill()
            for proxy in running:
                proxy.stop()
    return samples, rest, outputs, counts


def report(samples, rest, outputs, counts, arguments):
    steady = samples[len(samples) // 10:]
    part = max(1, len(steady) // 4)
    lines = [
        "| | first quarter | last quarter | change | smallest | largest | without load |",
        "|---" * 7 + "|",
    ]
    growth = {}
    for figure in FIGURES:
        first = statistics.median(each[figure] for each in steady[:part])
        last = statistics.median(each[figure] for each in steady[-part:])
        growth[figure] = last / first
        scale = 1 << 20 if figure in ("heap", "direct") else 1
        shown = [first, last, min(s[figure] for s in steady), max(s[figure] for s in steady),
                 rest[figure]]
        shown = [f"{value / scale:.1f}" if scale > 1 else f"{value:.0f}" for value in shown]
        name = f"{figure} (MiB)" if scale > 1 else figure
        lines.append(
            f"| {name} | {shown[0]} | {shown[1]} | {growth[figure] - 1:+.1%} | "
            + " | ".join(shown[2:]) + " |"
        )
    good = growth["heap"] <= HEAP_GOAL
    text = "\n".join([
        "# Memory under mixed load", "",
        f"{peers.machine()}; {arguments.minutes:g} minutes of small requests, uploads and downloads "
        f"of 1 MiB and vanishing clients, {counts['configurations']} changes of the configuration "
        f"and {counts['endpoints']} of the endpoints; all policies configured; JVM flags: "
        f"`{' '.join(peers.JAVA_FLAGS)} -XX:MaxDirectMemorySize=128m`. By benchmarks/soak.py.", "",
        f"Conclusion: the heap after a collection changed by {growth['heap'] - 1:+.1%} between the "
        f"first and the last quarter ({'within' if good else 'above'} the goal of 5 %), direct "
        f"memory by {growth['direct'] - 1:+.1%}, descriptors by "
        f"{growth['descriptors'] - 1:+.1%}.", "",
        f"Medians of {len(samples)} samples, the first tenth left out.", "", *lines, "",
        "What the load generators saw (small requests, downloads, uploads; changes of endpoints may "
        "cost requests that cannot be repeated):", "", "```",
        *[line for out in outputs for line in out.splitlines()
          if "requests in" in line or "Non-2xx" in line or "Socket errors" in line],
        "```", "",
    ])
    return text, good


def main():
    parser = peers.parser(__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--every", type=float, default=10, help="seconds between samples, at most")
    parser.add_argument("--out", help="file to write the report to")
    arguments = parser.parse_args()
    peers.require("nginx", "wrk")
    text, good = report(*soak(arguments), arguments)
    peers.write(arguments.out, text)
    if not good:
        sys.exit("the heap has grown by more than 5 %")


if __name__ == "__main__":
    main()
