#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every query of every dashboard on a real Prometheus: thirty nights of an H100, the last five of them slower
than the baseline; the first 29 backfilled, the last pushed.

    PYTHONPATH=. dashboards/grafana/queries_test.py ATTNWATCH RUN      # RUN: a real run.json of a GPU
"""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from dashboards.grafana import interpolation
from dashboards.testing import attnwatch, nights, servers, shipped

_ARGUMENTS = []
_NIGHT_COUNT = 30
_SLOWER = {65: 1.2, 67: 1.15, 72: 0.9}
_SLOWER_COUNT = 5  # nights: enough for the trend to be sure
_WANTED = {"kernel": "cublas", "head_dim": "65"}
_HOUR = 3600


def _promtool(*arguments) -> None:
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)


class QueriesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        runs = cls._judged_nights()
        programs = attnwatch.Programs("", _ARGUMENTS[0])
        programs.openmetrics(runs[:-1], cls.folder / "history.om")
        cls._record_ceilings(cls.folder / "history.om")
        blocks = ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h"]
        _promtool(*blocks, cls.folder / "history.om", cls.folder / "tsdb")
        gateway = cls._enter(servers.pushgateway(cls.folder))
        # Nobody is told here: it sends to a port that nobody listens at.
        configuration = shipped.prometheus(cls.folder, gateway.url, "http://127.0.0.1:9")
        # Prometheus drops what is older than 15 days if nobody says otherwise.
        cls.prometheus = cls._enter(servers.prometheus(cls.folder, configuration, "--storage.tsdb.retention.time=1y"))
        done = programs.push(runs[-1], gateway.url, "gpu-1")
        assert done.returncode == 0, done.stdout
        servers.wait_until(lambda: cls._ask("run:attnwatch_ceiling_loss:ratio"), 30, "recorded rules")

    @classmethod
    def _enter(cls, context):
        entered = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)
        return entered

    @classmethod
    def _judged_nights(cls) -> list:
        """The first one is the baseline of all others, the last one ended just now."""
        now = datetime.datetime.utcnow()
        ends = [now - datetime.timedelta(days=days) for days in range(_NIGHT_COUNT, 0, -1)]
        source = pathlib.Path(_ARGUMENTS[1])
        baseline, *runs = nights.write(source, cls.folder / "nights", [*ends, now], _SLOWER, _SLOWER_COUNT)
        programs = attnwatch.Programs("", _ARGUMENTS[0])
        codes = [programs.compare(baseline, run, "--tolerance=10%") for run in runs]
        assert codes[-1] == 1, codes
        programs.trend(runs[-1], cls.folder / "nights")
        return runs

    @classmethod
    def _record_ceilings(cls, history: pathlib.Path) -> None:
        """What the rule would have recorded in the last two weeks: the loss is a loss against that."""
        labels = 'job="attnwatch",instance="gpu-1",suite="attention_score",device="nvidia-h100-80gb-hbm3",grid="figure"'
        lines = ["# TYPE run:attnwatch_ceiling:max gauge"]
        hours = range(int(time.time()) // _HOUR - 10 * 24, int(time.time()) // _HOUR - 4)
        lines += [f'run:attnwatch_ceiling:max{{{labels},ceiling="copy"}} 3.1e12 {hour * _HOUR}' for hour in hours]
        text = history.read_text()
        assert text.endswith("# EOF\n")
        history.write_text(text.replace("# EOF\n", "\n".join([*lines, "# EOF\n"])))

    @classmethod
    def _ask(cls, expression: str) -> list:
        return servers.get_json(cls.prometheus.url + "/api/v1/query", query=expression)["data"]["result"]

    def _ask_range(self, expression: str) -> list:
        now = time.time()
        parameters = {"query": expression, "start": now - 31 * 24 * _HOUR, "end": now, "step": _HOUR}
        return servers.get_json(self.prometheus.url + "/api/v1/query_range", **parameters)["data"]["result"]

    def _label_values(self, series: str, label: str) -> list:
        url = f"{self.prometheus.url}/api/v1/label/{label}/values"
        return servers.get_json(url, **{"match[]": series, "start": time.time() - 31 * 24 * _HOUR})["data"]

    def _answers(self, name: str) -> dict:
        """Each query of the dashboard `name`, and the series that it returns."""
        dashboard = json.loads(pathlib.Path(f"dashboards/grafana/{name}.json").read_text())
        values = interpolation.choose(dashboard, self._label_values, _WANTED)
        answers = {}
        for title, target in interpolation.targets(dashboard):
            ask = self._ask if target.get("instant") else self._ask_range
            answers[title] = ask(interpolation.interpolated(target["expr"], values))
        return answers

    def test_every_query_has_an_answer(self):
        for name in ("figure", "nightly", "fleet"):
            answers = self._answers(name)
            self.assertGreaterEqual(len(answers), 4)
            for title, series in answers.items():
                self.assertNotEqual(series, [], f"{name}: {title}")

    def test_figure_has_a_line_a_class_for_tonight_and_its_baseline(self):
        series = self._answers("figure")["Throughput against hidden size A"]
        points = {(s["metric"]["class"], s["metric"]["hidden_size"]): float(s["value"][1]) for s in series}
        self.assertEqual(
            {line for line, _ in points},
            {"floor"} | {f"h/a = {c}{b}" for c in (1, 2, 4, 8, 16, 32, 64) for b in ("", " baseline")},
        )
        hidden_size = str(96 * 65)
        ratio = points["h/a = 1 baseline", hidden_size] / points["h/a = 1", hidden_size]
        self.assertAlmostEqual(ratio, 1.2, delta=0.02)
        self.assertGreater(points["floor", hidden_size], points["h/a = 1", hidden_size])

    def test_nightly_finds_the_slow_cases(self):
        answers = self._answers("nightly")
        worst = answers["Worst cases A"]
        self.assertEqual([s["metric"]["head_dim"] for s in worst[:2]], ["65", "67"])
        self.assertEqual({s["metric"]["verdict"] for s in worst[:2]}, {"regressed"})
        self.assertEqual(len(worst), 20)
        # Grafana joins the rows of the other columns where all labels that both have agree.
        rows = sorted(sorted({**s["metric"], "verdict": ""}.items()) for s in worst)
        for column in "BCD":
            others = [sorted({**s["metric"], "verdict": ""}.items()) for s in answers[f"Worst cases {column}"]]
            self.assertEqual(sorted(others), rows)

    def test_trend_has_a_point_a_night(self):
        series = self._answers("nightly")["Trend: time of $kernel head_dim=$head_dim A"]
        times = {int(float(at)) // _HOUR for line in series for at, _ in line["values"]}
        self.assertEqual(len(times), _NIGHT_COUNT)
        tonight = max(series, key=lambda line: line["values"][-1][0])
        self.assertEqual(tonight["metric"]["instance"], "gpu-1")
        (backfilled,) = [line for line in series if line is not tonight]
        ratio = float(tonight["values"][-1][1]) / float(backfilled["values"][0][1])
        self.assertAlmostEqual(ratio, 1.2, delta=0.03)

    def test_open_trend_alarms_are_rows_with_a_size_and_a_time(self):
        answers = self._answers("nightly")
        counts = {s["metric"]["kind"]: s["value"][1] for s in answers["Trend alarms A"]}
        self.assertEqual(counts, {"slower": "2", "faster": "1", "noisier": "0"})
        rows = [{k: v for k, v in s["metric"].items()} for s in answers["Open trend alarms A"]]
        self.assertEqual(sorted(row["head_dim"] for row in rows), ["65", "67", "72"])
        for column in "BCDEF":
            others = [s["metric"] for s in answers[f"Open trend alarms {column}"]]
            self.assertEqual(sorted(map(sorted, map(dict.items, others))), sorted(map(sorted, map(dict.items, rows))))
        change = {s["metric"]["head_dim"]: float(s["value"][1]) for s in answers["Open trend alarms B"]}
        self.assertAlmostEqual(change["65"], 0.2, delta=0.01)
        (began,) = answers["Trend alarms began"]
        days_ago = (time.time() - float(began["values"][-1][1]) / 1000) / 86400
        self.assertAlmostEqual(days_ago, _SLOWER_COUNT - 1, delta=0.5)
        ringing = servers.wait_until(lambda: self._ask('ALERTS{alertname="AttnwatchTrend"}'), 30, "AttnwatchTrend")
        self.assertEqual({alert["metric"]["head_dim"] for alert in ringing}, {"65", "67"})

    def test_accepted_baselines_are_where_they_were_measured(self):
        (line, *_) = self._answers("nightly")["Accepted baselines"]
        milliseconds = float(line["values"][-1][1])
        age_days = (time.time() - milliseconds / 1000) / 86400
        self.assertAlmostEqual(age_days, _NIGHT_COUNT, delta=0.5)
        self.assertIn("commit", line["metric"])


if __name__ == "__main__":
    _ARGUMENTS[:] = sys.argv[1:3]
    del sys.argv[1:3]
    unittest.main()
