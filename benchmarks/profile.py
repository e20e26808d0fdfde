#!/usr/bin/env python3
"""Where the CPU time of a proxied request goes: a sampled profile of the data plane under load.

Samples user code and kernel with async-profiler, which Maven fetches, and sums them up by what they
were for. Shares of a busy machine are as good as those of a quiet one, but for the scheduler's.

  benchmarks/profile.py                        about one minute
  benchmarks/profile.py --workloads get-1k

Needs nginx and wrk, and the right to sample the kernel (kernel.perf_event_paranoid 1 or root).
"""

import collections
import os
import pathlib
import re
import subprocess
import tempfile
import zipfile

import peers

PROFILER = "tools.profiler:async-profiler:4.1"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
# The first that any frame matches, from the innermost frame outwards.
PHASES = [
    ("request: parse the head (Undertow)", r"/RequestParser|/HeadScan|/HiddenHost"),
    ("answer: parse the head", r"/ResponseHead|/upstream/HeaderNames|/upstream/Interned"),
    ("request: write the head", r"/upstream/RequestHead"),
    ("answer: fields and head", r"/AnswerHead|/FixedAnswer|/ClientAnswer|/HttpResponseConduit"),
    ("routing", r"sluice/matching/|dataplane/routing/|/ExchangeRequest"),
    ("checks, forwarding headers, identifiers", r"dataplane/handler/"),
    ("metrics and access log", r"dataplane/observe/"),
    ("timers", r"/TimingWheel|/RequestClock"),
    ("upstream path, rest", r"dataplane/upstream/"),
    ("JDK channels around the calls", r"sun/nio/ch/(Socket|IOUtil|NativeSocket)"),
    ("event loop (XNIO, JDK selector)", r"org/xnio/nio/WorkerThread|sun/nio/ch/(Selector|EPoll)"),
    ("listener", r"dataplane/listener/"),
    ("Undertow, rest", r"io/undertow/"),
]
OTHER_THREADS = "on top: other threads (compiler, collector)"
CALLS = [
    ("kernel: wait for events", r"EPoll\.wait"),
    ("kernel: write to the backend", r"UpstreamConnection\.write"),
    ("kernel: write to the client", r"WatchedSink|FixedAnswer|HttpResponseConduit"),
    ("kernel: read from the backend", r"UpstreamConnection\.read$"),
    ("kernel: read from the client", r"LazySource\.read$"),
]


def library(directory):
    subprocess.run(
        [peers.ROOT / "tools" / "maven.sh", "-q", "--non-recursive", PLUGIN,
         f"-Dartifact={PROFILER}", f"-DoutputDirectory={directory}"],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )
    arch = "arm64" if os.uname().machine == "aarch64" else "x64"
    jar = next(pathlib.Path(directory).glob("async-profiler*.jar"))
    with zipfile.ZipFile(jar) as archive:
        return archive.extract(f"linux-{arch}/libasyncProfiler.so", directory)


def agent(command, proxy, agent_library, options):
    jcmd = pathlib.Path(command).with_name("jcmd")
    subprocess.run(
        [jcmd, str(proxy.process.pid), "JVMTI.agent_load", agent_library, f'"{options}"'],
        check=True, stdout=subprocess.DEVNULL,
    )


def phase(frames):
    if not any("WorkerThread.run" in frame for frame in frames):
        return OTHER_THREADS
    kernel = any(f in ("do_syscall_64", "el0_svc", "entry_SYSCALL_64_after_hwframe") for f in frames)
    if kernel:
        for name, pattern in CALLS:
            if any(re.search(pattern, frame) for frame in frames):
                return name
        return "kernel: other"
    for frame in reversed(frames):
        for name, pattern in PHASES:
            if re.search(pattern, frame):
                return name
    return "other"


def summed_up(file):
    counts = collections.Counter()
    for line in pathlib.Path(file).read_text().splitlines():
        stack, count = line.rsplit(" ", 1)
        frames = [re.sub(r"_\[[0-9a-z]\]$", "", frame) for frame in stack.split(";")]
        counts[phase(frames)] += int(count)
    # Shares of the threads that serve; what the compiler still does ends when it is done.
    others = counts.pop(OTHER_THREADS, 0)
    total = sum(counts.values())
    shares = {name: count / total for name, count in counts.items()}
    return {**shares, OTHER_THREADS: others / total}


def profiles(arguments):
    path, command = peers.classpath(), peers.java()
    shares, costs = {}, {}
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        agent_library = library(directory)
        backend = peers.start_backend(directory)
        proxy = peers.start_java(command, path, "sluice", backend.port)
        try:
            for workload in arguments.workloads:
                peers.warm_up(proxy, workload, arguments.warm, arguments.connections, directory)
                out = f"{directory}/{workload}.collapsed"
                agent(command, proxy, agent_library, "start,event=cpu,interval=500us,cstack=vm")
                costs[workload], _ = peers.measure(
                    proxy, workload, arguments.seconds, arguments.connections, directory
                )
                agent(command, proxy, agent_library, f"stop,file={out},collapsed")
                shares[workload] = summed_up(out)
        finally:
            proxy.stop()
            backend.stop()
    return shares, costs


def report(shares, costs, arguments):
    names = sorted(
        {name for each in shares.values() for name in each},
        key=lambda name: -sum(each.get(name, 0) for each in shares.values()),
    )
    kernel = {
        workload: sum(share for name, share in each.items() if name.startswith("kernel"))
        for workload, each in shares.items()
    }
    lines = [
        "# Where the time of a request goes", "",
        f"{peers.machine()}; {arguments.connections} connections, {arguments.seconds} s of samples "
        f"each; JVM flags: `{' '.join(peers.JAVA_FLAGS)}`. By benchmarks/profile.py "
        "(async-profiler).", "",
        "Conclusion: the kernel takes "
        + ", ".join(f"{share:.0%} of a {peers.WORKLOADS[workload][0]}"
                    for workload, share in kernel.items())
        + ".", "", "Shares of the time of the threads that serve.", "",
        "| part | " + " | ".join(peers.WORKLOADS[w][0] for w in shares) + " |",
        "|---" * (1 + len(shares)) + "|",
        "| CPU µs for each request, profiler included | "
        + " | ".join(f"{costs[w]:.1f}" for w in shares) + " |",
    ]
    for name in names:
        cells = " | ".join(f"{each.get(name, 0):.1%}" for each in shares.values())
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines + [""])


def main():
    parser = peers.parser(__doc__)
    parser.add_argument("--seconds", type=int, default=6, help="of samples")
    parser.add_argument("--warm", type=int, default=3, help="seconds of a window")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument(
        "--workloads", nargs="+", default=list(peers.WORKLOADS), choices=peers.WORKLOADS
    )
    parser.add_argument("--out", help="file to write the report to")
    arguments = parser.parse_args()
    peers.require("nginx", "wrk")
    peers.write(arguments.out, report(*profiles(arguments), arguments))


if __name__ == "__main__":
    main()
