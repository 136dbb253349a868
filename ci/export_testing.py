# SPDX-License-Identifier: Apache-2.0
"""What the tests of `attnwatch export` share: runs, verdicts, free ports, and the program itself."""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

_PROGRAMS = []


def main() -> None:
    """Takes WRITE_SYNTHETIC_RUN and ATTNWATCH from the command line and runs the tests."""
    _PROGRAMS.extend(os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    # A proxy of the machine is not for its loopback.
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    unittest.main()


def attnwatch() -> str:
    return _PROGRAMS[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url: str, headers: dict = {}) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.read().decode()


def wait_until(condition, what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


def stop(process: subprocess.Popen) -> int:
    process.terminate()
    try:
        return process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def values(text: str, metric: str, **labels) -> list:
    """The values of the series of `metric` that have the labels."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(re.escape(metric) + r"(?:\{(.*)\})? (\S+)", line)
        if match and all(f'{name}="{value}"' in (match[1] or "") for name, value in labels.items()):
            found.append(float(match[2]))
    return found


class ExportTest(unittest.TestCase):
    """Each test has a folder of its own, self.folder, with a run of 341 cases in it, self.run_path."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.run_path = self.folder / "run.json"
        subprocess.run([_PROGRAMS[0], self.run_path], check=True)

    def read_run(self) -> dict:
        return json.loads(self.run_path.read_text())

    def write_run(self, run: dict, path: pathlib.Path = None) -> None:
        """As the suite writes: to a temporary name, then renamed."""
        target = path or self.run_path
        temporary = target.with_name("." + target.name)
        temporary.write_text(json.dumps(run))
        temporary.rename(target)

    def export(self, *arguments, **options) -> subprocess.CompletedProcess:
        command = [attnwatch(), "export", *map(str, arguments)]
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, **options
        )

    def assert_one_line(self, done: subprocess.CompletedProcess, exit_code: int, *parts: str) -> None:
        self.assertEqual(done.returncode, exit_code, done.stdout + done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
