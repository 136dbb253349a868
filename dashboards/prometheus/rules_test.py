#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prometheus's own tools on the shipped rules, and what they cannot know: that metrics, runbook sections
and dashboards exist.

    PYTHONPATH=. dashboards/prometheus/rules_test.py        # in the root of the repository
"""

import json
import pathlib
import re
import subprocess
import unittest

from dashboards.testing import names

_FOLDER = pathlib.Path("dashboards/prometheus")
_ALERTS = [rule for rule in names.rules() if "alert" in rule]


def _promtool(*arguments) -> str:
    done = subprocess.run(["promtool", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # promtool 2.42 exits 1 for a test file that it cannot even read, but says FAILED either way.
    return done.stdout if done.returncode or "FAILED" in done.stdout else ""


class RulesTest(unittest.TestCase):
    def test_configuration_is_valid(self):
        self.assertEqual(_promtool("check", "config", _FOLDER / "prometheus.yml"), "")

    def test_rules_pass_all_lints(self):
        rules = sorted(_FOLDER.glob("rules/*.yml"))
        self.assertEqual(_promtool("check", "rules", "--lint=all", "--lint-fatal", *rules), "")

    def test_rules_ring_when_they_should(self):
        tests = sorted(_FOLDER.glob("tests/*.yml"))
        self.assertGreaterEqual(len(tests), 4)
        self.assertEqual(_promtool("test", "rules", *tests), "")

    def test_every_metric_exists(self):
        self.assertGreater(len(names.exported()), 40)
        for rule in names.rules():
            named = names.named(rule["expr"])
            self.assertEqual(named - names.known(), set(), rule)

    def test_every_alert_is_tested(self):
        tests = "".join(file.read_text() for file in _FOLDER.glob("tests/*.yml"))
        for alert in _ALERTS:
            self.assertIn(alert["alert"], tests)

    def test_every_alert_says_what_to_do(self):
        runbook = pathlib.Path("docs/runbook.md").read_text()
        dashboards = {json.loads(file.read_text())["uid"] for file in pathlib.Path("dashboards/grafana").glob("*.json")}
        for alert in _ALERTS:
            annotations = alert["annotations"]
            self.assertEqual(sorted(annotations), ["dashboard", "description", "runbook_url", "summary"], alert)
            self.assertIn(alert["labels"]["severity"], ("critical", "warning", "none"))
            self.assertTrue(annotations["runbook_url"].endswith("/runbook.md#" + alert["alert"].lower()), alert)
            self.assertIn(f"\n## {alert['alert']}\n", runbook)
            self.assertIn(re.search(r"/d/([\w-]+)", annotations["dashboard"]).group(1), dashboards)

    def test_names_every_metric_of_an_expression(self):
        expression = 'sum(attnwatch_x_ratio{a="attnwatch_y"} > on () run:attnwatch_z:max[14d:1h])'
        expression += " or up{} < attnwatch:p:s"
        self.assertEqual(
            names.named(expression), {"attnwatch_x_ratio", "run:attnwatch_z:max", "up", "attnwatch:p:s"}
        )


if __name__ == "__main__":
    unittest.main()
