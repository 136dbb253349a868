# SPDX-License-Identifier: Apache-2.0
"""The real programs, as a nightly job calls them."""

import json
import os
import pathlib
import subprocess

# 64 small cases: enough of them that what they scatter by tells noise from a slowdown.
_GRID = ["--kernels=reference", "--dtype=float32", "--batch=1", "--heads=1", "--seq_len=64", "--head_dim=8:71"]
_QUICK = ["--device=cpu", "--rounds=8", "--launches=5", "--no_ceilings"]

# Slower than this is a regression, on a machine that runs other work too; what is planted is far beyond.
_TOLERANCE = "--tolerance=90%"
PLANTED_PERCENT = 900


def _on_one_core() -> None:
    # Threads wait for each other, for milliseconds where other work has the cores: far longer than a case takes.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


_NIGHTS_MOST = 20


def _regressed(verdict: pathlib.Path) -> set:
    cases = json.loads(verdict.read_text())["cases"]
    return {int(case["labels"]["head_dim"]) for case in cases if case["verdict"] == "regressed"}


class Programs:
    def __init__(self, attention_score: str, attnwatch: str):
        self._attention_score = attention_score
        self._attnwatch = attnwatch

    def _attnwatch_with(self, *arguments, **environment) -> subprocess.CompletedProcess:
        command = [self._attnwatch, *map(str, arguments)]
        environment = {**os.environ, **environment}
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)

    def measure(self, folder: pathlib.Path, planted_head_dims: tuple = ()) -> pathlib.Path:
        """Measures the grid on this CPU; the run is folder/run.json."""
        folder.mkdir(exist_ok=True)
        run = folder / "run.json"
        plants = [f"--plant=head_dim={head_dim}/:{PLANTED_PERCENT}%" for head_dim in planted_head_dims]
        command = [self._attention_score, *_GRID, *_QUICK, *plants, f"--run_out={run}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, preexec_fn=_on_one_core, **quiet)
        return run

    def compare(self, baseline: pathlib.Path, run: pathlib.Path, tolerance: str = _TOLERANCE) -> int:
        """Leaves verdict.json beside the run, where export finds it; returns the exit code."""
        done = self._attnwatch_with("compare", baseline, run, tolerance, "--out", run.parent)
        if done.returncode == 2:
            raise RuntimeError(done.stdout)
        return done.returncode

    def trend(self, run: pathlib.Path, folder: pathlib.Path) -> None:
        """Leaves trend.json of all nights below `folder` beside the run."""
        where = ["--db", folder / "history.db"]
        done = [self._attnwatch_with("history", "index", folder, *where)]
        files = ["--json", run.parent / "trend.json", "--baselines", folder / "none"]
        done.append(self._attnwatch_with("trend", "--run", run, *where, *files))
        if done[0].returncode != 0 or done[1].returncode == 2:
            raise RuntimeError(done[0].stdout + done[1].stdout)

    def baseline(self, folder: pathlib.Path) -> pathlib.Path:
        """A run without a verdict that a second measurement agrees with."""
        for _ in range(_NIGHTS_MOST):
            run = self.measure(folder)
            if self.compare(run, self.measure(folder.with_name(folder.name + "_again"))) == 0:
                return run
        raise RuntimeError(f"{_NIGHTS_MOST} runs in {folder} were all disturbed")

    def judged_night(self, folder: pathlib.Path, baseline: pathlib.Path, planted_head_dims: tuple = ()) -> pathlib.Path:
        """A night whose regressions are those that are planted. A machine that does other work too may slow
        another case down, or leave one undecided; such a night is measured again."""
        for _ in range(_NIGHTS_MOST):
            run = self.measure(folder, planted_head_dims)
            code = self.compare(baseline, run)
            if _regressed(folder / "verdict.json") == set(planted_head_dims):
                assert (code == 1) == bool(planted_head_dims), code
                return run
        raise RuntimeError(f"{_NIGHTS_MOST} nights in {folder} were all disturbed")

    def push(self, run: pathlib.Path, url: str, instance: str) -> subprocess.CompletedProcess:
        """The machine is named as the schedulers' templates name it."""
        quick = ["--attempts=2", "--backoff=0.1"]
        return self._attnwatch_with("export", run, "--push", url, *quick, ATTNWATCH_INSTANCE=instance)

    def openmetrics(self, runs: list, path: pathlib.Path) -> None:
        done = self._attnwatch_with("export", *runs, "--openmetrics", path)
        if done.returncode != 0:
            raise RuntimeError(done.stdout)
