#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Stops the real program: killed at any moment it leaves a valid run.json with every finished round;
asked to stop, it ends with what it has and exit code 3.

    stop_test.py path/to/attention_score
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

_PROGRAM = []


def _start(folder: pathlib.Path, *flags: str) -> subprocess.Popen:
    return subprocess.Popen(
        [
            *_PROGRAM,
            "--kernels=reference",
            "--dtype=float32",
            "--batch=1",
            "--heads=2",
            "--seq_len=128",
            "--head_dim=8,9,64",
            f"--run_out={folder}/run.json",
            *flags,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _wait_for_round(run_out: pathlib.Path, rounds: int) -> dict:
    """The run once every case has that many visits."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if run_out.exists():
            run = json.loads(run_out.read_text())
            if all(len(m["visits"]) >= rounds for m in run["measurements"]):
                return run
        time.sleep(0.01)
    raise AssertionError(f"no {rounds} rounds within a minute")


class StopTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.run_out = self.folder / "run.json"

    def test_killed_at_twenty_random_moments(self):
        moments = random.Random(20)
        for _ in range(20):
            self.run_out.unlink(missing_ok=True)
            process = _start(self.folder, "--rounds=10000", "--launches=1")
            run = _wait_for_round(self.run_out, 1)
            time.sleep(moments.uniform(0, 0.15))
            process.kill()
            process.communicate()
            finished = json.loads(self.run_out.read_text())
            self.assertFalse(finished["complete"])
            visits = {len(m["visits"]) for m in finished["measurements"]}
            self.assertEqual(len(visits), 1, "half a round was saved")
            self.assertGreaterEqual(visits.pop(), len(run["measurements"][0]["visits"]))

    def test_asked_to_stop(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.run_out.unlink(missing_ok=True)
            process = _start(self.folder, "--rounds=10000", f"--benchmark_out={self.folder}/gb.json")
            _wait_for_round(self.run_out, 3)
            process.send_signal(number)
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 3, err)
            run = json.loads(self.run_out.read_text())
            self.assertFalse(run["complete"])
            self.assertIn("the run was interrupted", run["warnings"][-1])
            for measurement in run["measurements"]:
                self.assertEqual(measurement["status"], "ok")
                self.assertIn("of 10000 visits: the run was interrupted", measurement["reason"])
            report = json.loads((self.folder / "gb.json").read_text())
            self.assertGreater(len(report["benchmarks"]), 0)

    def test_budget(self):
        started = time.monotonic()
        process = _start(self.folder, "--rounds=10000", "--budget=8s")
        _, err = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - started, 30)
        self.assertEqual(process.returncode, 0, err)
        run = json.loads(self.run_out.read_text())
        self.assertIn("the budget of 8 s was spent: 3 case(s) have fewer samples, 0 have none", run["warnings"])


if __name__ == "__main__":
    _PROGRAM.append(os.path.abspath(sys.argv.pop(1)))
    unittest.main()
