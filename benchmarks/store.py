"""A Redis of its own for a benchmark, at the loopback, that keeps nothing on disk."""

import signal
import subprocess

import peers


class Redis:
    def __init__(self, directory):
        self.directory, self.port = directory, peers.free_port()
        self.start()

    def start(self):
        """Also again, at the same port."""
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", str(self.directory)],
            stdout=subprocess.DEVNULL,
        )
        self.proxy = peers.ready(peers.Proxy("redis", self.process, self.port))

    def signal(self, number):
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait()

    def cpu_seconds(self):
        return self.proxy.cpu_seconds()

    def stop(self):
        self.signal(signal.SIGKILL)
