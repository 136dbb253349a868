#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped configuration in a real Alertmanager: who is told what, and how often.

    PYTHONPATH=. dashboards/alertmanager/alertmanager_test.py        # in the root of the repository
"""

import datetime
import json
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.request

from dashboards.testing import servers, shipped

_CONFIGURATION = "dashboards/alertmanager/alertmanager.yml"

# As many seconds as two more notifications of a group would take.
_QUIET_SECONDS = 4


def _case(head_dim: int, name: str = "AttnwatchRegression", instance: str = "gpu-1", **labels) -> dict:
    """An alert as Prometheus sends it. The class is that of the head dimension."""
    case_class = head_dim & -head_dim
    labels = {"alertname": name, "instance": instance, "device": "h100", "grid": "figure", **labels}
    labels.update(kernel="cublas", head_dim=str(head_dim), **{"class": str(case_class)})
    return {"labels": labels, "annotations": {"summary": f"head_dim={head_dim} is 12.5% slower"}}


def _unwell(instance: str) -> dict:
    labels = {"alertname": "AttnwatchMachineUnwell", "instance": instance, "device": "h100", "grid": "figure"}
    return {"labels": labels}


def _resolved(alert: dict) -> dict:
    now = datetime.datetime.utcnow().isoformat() + "Z"
    return {**alert, "endsAt": now}


class AlertmanagerTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def _enter(self, context):
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered

    def _start(self, receiver: str = "attnwatch-webhook") -> None:
        self.webhook = self._enter(servers.Webhook())
        configuration = shipped.alertmanager(self.folder, self.webhook.url, receiver)
        self.alertmanager = self._enter(servers.alertmanager(self.folder, configuration))

    def _send(self, *alerts) -> None:
        request = urllib.request.Request(
            self.alertmanager.url + "/api/v2/alerts",
            json.dumps(alerts).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=10).close()

    def _wait_for(self, count: int, name: str, status: str = "firing") -> list:
        servers.wait_until(
            lambda: len(self.webhook.of(name, status)) >= count, 30, f"notification of {name} {status}"
        )
        return self.webhook.of(name, status)

    def _wait_until_recorded(self) -> None:
        """Alertmanager remembers that it has told somebody once the answer is back, later than we have the
        message, and tells it again if it ends in between. Its next look at the group comes after that."""

        def looks() -> bool:
            with urllib.request.urlopen(self.alertmanager.url + "/metrics", timeout=10) as answer:
                text = answer.read().decode()
            return float(re.search(r"^alertmanager_nflog_queries_total (\S+)", text, re.M)[1]) >= 2

        servers.wait_until(looks, 30, "second look at the group")

    def test_configuration_is_valid(self):
        done = subprocess.run(
            ["amtool", "check-config", _CONFIGURATION], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1 templates", done.stdout)

    def test_fifty_cases_of_a_class_are_one_notification_that_resolves(self):
        self._start()
        odd = [_case(head_dim) for head_dim in range(1, 101, 2)]
        even = [_case(head_dim) for head_dim in (66, 70)]
        # Two machines of one kind, as after a new driver.
        self._send(*odd[:25], *even)
        self._send(*[{**case, "labels": {**case["labels"], "instance": "gpu-2"}} for case in odd[25:]])
        self._wait_for(2, "AttnwatchRegression")
        time.sleep(_QUIET_SECONDS)
        told = {message["commonLabels"]["class"]: message for message in self.webhook.of("AttnwatchRegression")}
        self.assertEqual(len(self.webhook.messages), 2)
        self.assertEqual(len(told["1"]["alerts"]), 50)
        self.assertEqual(sorted(alert["labels"]["head_dim"] for alert in told["2"]["alerts"]), ["66", "70"])

        self._send(*[_resolved(case) for case in even])
        (message,) = self._wait_for(1, "AttnwatchRegression", "resolved")
        self.assertEqual(message["commonLabels"]["class"], "2")

    def test_an_unwell_machine_keeps_its_own_regressions_back(self):
        self._start()
        # The regressions come first, as they may within one evaluation.
        self._send(_case(1), _case(2, name="AttnwatchShift"), _case(4, name="AttnwatchTrend"), _case(3, instance="gpu-2"))
        self._send(_unwell("gpu-1"), _case(5, name="AttnwatchIncorrect"))
        self._wait_for(1, "AttnwatchRegression")
        self._wait_for(1, "AttnwatchMachineUnwell")
        time.sleep(_QUIET_SECONDS)
        (message,) = self.webhook.of("AttnwatchRegression")
        self.assertEqual([alert["labels"]["instance"] for alert in message["alerts"]], ["gpu-2"])
        self.assertEqual(self.webhook.of("AttnwatchShift") + self.webhook.of("AttnwatchTrend"), [])
        # Wrong scores are wrong on any machine.
        self.assertEqual(len(self.webhook.of("AttnwatchIncorrect")), 1)

        # A machine that is well again says what was kept back.
        self._send(_resolved(_unwell("gpu-1")))
        self._wait_for(1, "AttnwatchShift")
        self._wait_for(1, "AttnwatchTrend")

    def test_a_restart_does_not_ring_twice(self):
        self._start()
        self._send(_case(1))
        self._wait_for(1, "AttnwatchRegression")
        self._wait_until_recorded()
        self.alertmanager.stop()
        self.alertmanager.start()
        self._send(_case(1))  # as Prometheus does every minute
        time.sleep(3 + _QUIET_SECONDS)
        self.assertEqual(len(self.webhook.messages), 1)
        self._send(_resolved(_case(1)))
        self._wait_for(1, "AttnwatchRegression", "resolved")

    def test_slack_names_the_cases_and_is_cut(self):
        self._start(receiver="attnwatch-slack")
        self._send(*[_case(head_dim) for head_dim in range(1, 101, 2)])
        (message,) = servers.wait_until(lambda: self.webhook.messages, 30, "Slack message")
        (attachment,) = message["attachments"]
        self.assertEqual(attachment["title"], "[FIRING 50] AttnwatchRegression h100 cublas class 1")
        lines = attachment["text"].splitlines()
        self.assertEqual(len([line for line in lines if "12.5% slower (gpu-1)" in line]), 20)
        self.assertIn("- and more: 50 in all", lines)

    def test_the_watchdog_is_not_told_to_people(self):
        self._start()
        self._send({"labels": {"alertname": "AttnwatchWatchdog", "severity": "none"}}, _case(1))
        self._wait_for(1, "AttnwatchRegression")
        self.assertEqual(len(self.webhook.messages), 1)


if __name__ == "__main__":
    unittest.main()
