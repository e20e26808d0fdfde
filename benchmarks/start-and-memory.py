#!/usr/bin/env python3
"""Start-up time and resident memory of `sluice run` with default settings.

Start-up: from starting bin/sluice to the first proxied answer, several times. Memory: resident set after start and some
requests ("idle"), and after an upload of 100 MiB through the gateway. Loopback only.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SLUICE = os.path.join(ROOT, "bin", "sluice")
ROUNDS = int(os.environ.get("ROUNDS", "5"))
UPLOAD = 100 << 20

CONFIG = """\
apiVersion: sluice.dev/v1alpha1
kind: ServiceBackend
metadata: {{name: echo}}
spec:
  target: {{static: [{{address: 127.0.0.1, port: {port}}}]}}
---
apiVersion: sluice.dev/v1alpha1
kind: GatewayRoute
metadata: {{name: echo}}
spec:
  rules:
  - backendRefs: [{{name: echo}}]
"""


def start(*arguments):
    process = subprocess.Popen([SLUICE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in process.stdout:
        found = re.match(r"ready http=(\d+)", line)
        if found:
            return process, int(found.group(1))
    sys.exit(f"bin/sluice {' '.join(arguments)} ended with {process.wait()}")


def stop(process):
    process.terminate()
    process.stdout.close()
    process.wait(40)


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def get(port, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, "/", body=body)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"{method} answered {answer.status}: {text!r}")
    return text


def blocks(size):
    block = bytes(64 << 10)
    for _ in range(size // len(block)):
        yield block


def main():
    backend, backend_port = start("echo", "--port", "0")
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "config.yaml"), "w", encoding="ascii") as config:
            config.write(CONFIG.format(port=backend_port))
        seconds = []
        for round_number in range(ROUNDS + 1):
            began = time.monotonic()
            gateway, port = start("run", directory, "--http-port", "0", "--admin-port", "0", "--access-log", "off")
            get(port)
            if round_number > 0:  # The first one fills the page cache.
                seconds.append(time.monotonic() - began)
            if round_number < ROUNDS:
                stop(gateway)
        for _ in range(50):
            get(port)
        time.sleep(2)
        idle = resident_mib(gateway.pid)
        received = get(port, "POST", blocks(UPLOAD))
        after = resident_mib(gateway.pid)
        stop(gateway)
    stop(backend)
    if f'"bodySize":{UPLOAD}'.encode() not in received:
        sys.exit(f"the backend did not get the whole upload: {received!r}")
    print(f"start to first proxied answer, {len(seconds)} rounds: "
          f"median {statistics.median(seconds):.2f} s, min {min(seconds):.2f} s, max {max(seconds):.2f} s")
    print(f"resident memory idle: {idle:.0f} MiB; after a 100 MiB upload: {after:.0f} MiB")


if __name__ == "__main__":
    main()
