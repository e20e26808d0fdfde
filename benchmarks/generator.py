"""Requests at a fixed rate, each of them timed from the moment at which it ought to start."""

import subprocess
import sys

FIGURES = ("p50", "p99", "p99.9")


class Generator:
    """A process of its own (OpenLoop in this module)."""

    def __init__(self, command, path):
        self.process = subprocess.Popen(
            [command, "-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Xmn128m",
             "--enable-native-access=ALL-UNNAMED", "-cp", path, "dev.sluice.benchmarks.OpenLoop"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )

    def begin(self, proxy, path, connections, rate, seconds):
        self.process.stdin.write(f"{proxy.port} {path} {connections} {rate} {seconds}\n")
        self.process.stdin.flush()

    def end(self):
        """Microseconds by name of the figure; late: what the generator itself was late by."""
        words = self.process.stdout.readline().split()
        if not words:
            sys.exit("requests at a fixed rate failed")
        return dict(zip(("count", *FIGURES, "max", "late"), map(float, words)))

    def run(self, *what):
        self.begin(*what)
        return self.end()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)
