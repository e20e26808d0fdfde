"""The backend, the proxies that are compared, and the load on them: what all benchmarks share."""

import argparse
import datetime
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
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TICK = os.sysconf("SC_CLK_TCK")
WORKLOADS = {
    "get-1k": ("1 KiB GET", "/1024", None),
    "post-4k": ("4 KiB POST", "/1024", 4096),
    "get-16k": ("16 KiB GET", "/16384", None),
}
JAVA_KINDS = ("sluice", "policies", "stock")
# As bin/sluice and the image start it, but for the size of the heap.
JAVA_FLAGS = ["-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx256m", "-XX:MetaspaceSize=96m"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def require(*tools):
    for tool in tools:
        if not shutil.which(tool):
            sys.exit(f"There is no {tool}. Cure: install the package {tool}, or let benchmarks/run.sh do so.")


def java():
    found = subprocess.run([ROOT / "tools" / "find-jdk.sh"], stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        sys.exit(1)
    return os.path.join(found.stdout.strip(), "bin", "java")


def classpath():
    out = ROOT / "benchmarks" / "target" / "classpath.txt"
    subprocess.run(
        [ROOT / "tools" / "maven.sh", "-q", "-Pquick", "-pl", "benchmarks", "-am", "-DskipTests",
         "-Dspotless.check.skip=true", "compile", "dependency:build-classpath",
         f"-Dmdep.outputFile={out}"],
        check=True, stdin=subprocess.DEVNULL,
    )
    return f"{ROOT}/benchmarks/target/classes:{out.read_text().strip()}"


class Proxy:
    """A process that listens, the backend included; one of ours also answers commands."""

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

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            sys.exit(f"{self.name} is gone")
        return answer

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
    # Buffers so large that nginx reads and writes each message at once, as the others do.
    config.write_text(
        f"""daemon off; worker_processes {os.cpu_count()}; pid {directory}/pid;
error_log {directory}/error.log; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000000; keepalive_timeout 3600;
client_header_buffer_size 8k; client_body_buffer_size 64k; client_max_body_size 0;
proxy_buffer_size 32k; proxy_buffers 8 32k; proxy_busy_buffers_size 64k; {paths} {servers} }}
"""
    )
    process = subprocess.Popen(
        ["nginx", "-p", str(directory), "-c", str(config), "-e", f"{directory}/error.log"]
    )
    return process


def start_backend(directory, name="backend"):
    """Answers /1024, /16384 and /1048576 with as many bytes, each in one write if it can."""
    port = free_port()
    files = pathlib.Path(directory) / f"{name}-files"
    files.mkdir()
    (files / "1048576").write_bytes(b"x" * 1048576)
    process = nginx(
        directory, name,
        f"""server {{ listen 127.0.0.1:{port} backlog=4096; root {files};
set $part {"x" * 2048}; error_page 405 =200 $uri;
location = /1024 {{ return 200 "{"x" * 1024}"; }}
location = /16384 {{ return 200 "{"$part" * 8}"; }} }}""",
    )
    return ready(Proxy(name, process, port))


def start_nginx(directory, backend):
    port = free_port()
    process = nginx(
        directory, "nginx",
        f"""upstream b {{ server 127.0.0.1:{backend}; keepalive 128;
keepalive_requests 1000000000; keepalive_timeout 3600; }}
server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ proxy_pass http://b;
proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $remote_addr; }} }}""",
    )
    return ready(Proxy("nginx", process, port))


def haproxy_frontend(name, port, rules=""):
    return f"""
frontend {name}
  bind 127.0.0.1:{port} backlog 4096
{rules}
  default_backend b
"""


def start_haproxy(directory, backend, port=None, frontends=None):
    """With one frontend that forwards everything, or with those that are given."""
    port = port or free_port()
    config = pathlib.Path(directory) / "haproxy.cfg"
    config.write_text(
        f"""global
  nbthread {os.cpu_count()}
  maxconn 4096
  tune.bufsize 32768
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout http-keep-alive 3600s
  option forwardfor
  http-reuse always
backend b
  server one 127.0.0.1:{backend}
"""
        + (frontends or haproxy_frontend("f", port))
    )
    process = subprocess.Popen(["haproxy", "-q", "-db", "-f", str(config)])
    return ready(Proxy("haproxy", process, port))


def start_java(command, path, kind, backend, flags=None, *more):
    process = subprocess.Popen(
        [command, *(flags or JAVA_FLAGS), "-cp", path, "dev.sluice.benchmarks.BareProxy", kind,
         str(backend), *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    for line in process.stdout:
        if line.startswith("listening "):
            return ready(Proxy(kind, process, int(line.split()[1])))
    sys.exit(f"{kind} did not start")


def ready(proxy):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", proxy.port), 1).close()
            return proxy
        except OSError:
            time.sleep(0.05)
    proxy.stop()
    sys.exit(f"{proxy.name}: nothing listens on port {proxy.port}")


def post_script(directory, size):
    script = pathlib.Path(directory) / f"post-{size}.lua"
    script.write_text(
        f'wrk.method = "POST"\nwrk.body = string.rep("y", {size})\n'
        'wrk.headers["Content-Type"] = "application/octet-stream"\n'
    )
    return script


def load(proxy, workload, seconds, connections, directory):
    _, path, body = WORKLOADS[workload]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    if body:
        command += ["-s", str(post_script(directory, body))]
    return answered(proxy.name, command + [f"http://127.0.0.1:{proxy.port}{path}"])


def answered(name, command):
    """How many requests wrk had answered; none may have failed."""
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"{name} failed requests:\n{out}")
    return int(re.search(r"(\d+) requests in", out).group(1))


def measure(proxy, workload, seconds, connections, directory):
    """CPU microseconds for each request, and requests a second."""
    before = proxy.cpu_seconds()
    start = time.monotonic()
    requests = load(proxy, workload, seconds, connections, directory)
    spent = proxy.cpu_seconds() - before
    # A cold virtual machine on a busy machine may not get to its first answer in a short window.
    cpu = spent * 1e6 / requests if requests else float("inf")
    return cpu, requests / (time.monotonic() - start)


def warm_up(proxy, workload, seconds, connections, directory):
    """Until two windows agree within 5 %, or it has had its time."""
    last = 0.0
    for window in range(5 if proxy.name in JAVA_KINDS else 1):
        cpu, _ = measure(proxy, workload, seconds, connections, directory)
        if window > 1 and abs(cpu - last) <= 0.05 * cpu:
            return
        last = cpu


def interleaved(proxies, number):
    """The same proxies, but not always the same one first."""
    start = number % len(proxies)
    return proxies[start:] + proxies[:start]


def ratio(rows, one, other):
    """Median of the ratios within each row."""
    return statistics.median(row[one] / row[other] for row in rows)


def verdict(ok):
    return "within" if ok else "ABOVE"


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    busy = os.getloadavg()[0]
    revision = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    return (
        f"{datetime.date.today()}, {model.group(1) if model else platform.machine()}, "
        f"{os.cpu_count()} cores, Linux {platform.release()}, revision {revision}, load average "
        f"{busy:.1f} at the end; client, backend (nginx) and proxies on the same machine"
    )


def parser(text):
    return argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def write(out, text):
    print(text)
    if out:
        pathlib.Path(out).write_text(text)
