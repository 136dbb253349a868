# SPDX-License-Identifier: Apache-2.0
"""Real servers for tests: Debian's Prometheus, Alertmanager and Pushgateway as ordinary processes on free
loopback ports, and a webhook that remembers what it was told.

    with servers.pushgateway(folder) as gateway:      # ready when entered, gone when left
        urllib.request.urlopen(gateway.url + "/metrics")
"""

import ctypes
import json
import pathlib
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

_READY_SECONDS = 30
_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent() -> None:
    # A test that is killed for taking too long must not leave servers behind.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_until(condition, seconds: float, what: str):
    """The first true answer of `condition`, which is asked five times a second."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {seconds} s, last answer: {answer!r}")
        time.sleep(0.2)


def get_json(url: str, **parameters):
    query = "?" + urllib.parse.urlencode(parameters, doseq=True) if parameters else ""
    with urllib.request.urlopen(url + query, timeout=10) as answer:
        return json.load(answer)


class Server:
    """A process that answers at `url`. It can be stopped and started again at the same port."""

    def __init__(self, command: list, port: int, log: pathlib.Path):
        self.url = f"http://127.0.0.1:{port}"
        self._command = command
        self._log = log
        self._process = None

    def start(self) -> None:
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_parent
            )
        wait_until(self._ready, _READY_SECONDS, f"answer of {self._command[0]}")

    def stop(self) -> None:
        """As a service manager does it: SIGTERM, and SIGKILL for what does not end."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def _ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._command[0]} ended:\n{self._log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(self.url + "/-/ready", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


def prometheus(folder: pathlib.Path, configuration: pathlib.Path, *flags: str) -> Server:
    """Its blocks are in folder/tsdb: what promtool writes there beforehand is served."""
    port = free_port()
    command = ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder / 'tsdb'}"]
    command += [f"--web.listen-address=127.0.0.1:{port}", *flags]
    return Server(command, port, folder / "prometheus.log")


def alertmanager(folder: pathlib.Path, configuration: pathlib.Path) -> Server:
    port = free_port()
    command = ["prometheus-alertmanager", f"--config.file={configuration}"]
    command += [f"--storage.path={folder / 'alertmanager'}", f"--web.listen-address=127.0.0.1:{port}"]
    command += ["--cluster.listen-address="]  # one is enough, and asks for no address of the network
    return Server(command, port, folder / "alertmanager.log")


def pushgateway(folder: pathlib.Path) -> Server:
    port = free_port()
    command = ["prometheus-pushgateway", f"--web.listen-address=127.0.0.1:{port}"]
    # Debian's keeps its metrics in /var/lib by default, and would show one test those of another.
    command += [f"--persistence.file={folder / 'pushgateway.data'}"]
    return Server(command, port, folder / "pushgateway.log")


class Webhook:
    """What Alertmanager's webhook receiver sends to: `messages` are the bodies, in order."""

    def __init__(self):
        self.messages = []
        messages = self.messages

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/alerts"

    def of(self, alertname: str, status: str = "firing") -> list:
        """The notifications of that alert with that status."""
        return [
            message
            for message in list(self.messages)
            if message.get("status") == status and message["commonLabels"].get("alertname") == alertname
        ]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
