#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""From the real benchmark to the webhook, with the real servers and the shipped configuration:
a good night, a slow one while nobody listens, a good one, and then none.

    bazel build //benchmarks:attention_score //ci:attnwatch
    PYTHONPATH=. dashboards/testing/end_to_end_test.py ATTENTION_SCORE ATTNWATCH
"""

import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from dashboards.testing import attnwatch, servers, shipped

_PROGRAMS = []
_INSTANCE = "gpu-7"

# Prometheus tells Alertmanager again this often (1 m as shipped), so that a restart is seen in time.
_PROMETHEUS_FLAGS = ["--web.enable-lifecycle", "--rules.alert.resend-delay=1s"]


class EndToEndTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.programs = attnwatch.Programs(*_PROGRAMS)
        self.webhook = self._enter(servers.Webhook())
        self.gateway = self._enter(servers.pushgateway(self.folder))
        configuration = shipped.alertmanager(self.folder, self.webhook.url)
        self.alertmanager = self._enter(servers.alertmanager(self.folder, configuration))
        configuration = shipped.prometheus(self.folder, self.gateway.url, self.alertmanager.url)
        self.prometheus = self._enter(servers.prometheus(self.folder, configuration, *_PROMETHEUS_FLAGS))

    def _enter(self, context):
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered

    def _push(self, run: pathlib.Path) -> None:
        done = self.programs.push(run, self.gateway.url, _INSTANCE)
        self.assertEqual(done.returncode, 0, done.stdout)

    def _query(self, expression: str) -> list:
        return servers.get_json(self.prometheus.url + "/api/v1/query", query=expression)["data"]["result"]

    def _wait_for(self, count: int, name: str, status: str = "firing") -> list:
        what = f"{count} notifications of {name} {status}, among {len(self.webhook.messages)}"
        servers.wait_until(lambda: len(self.webhook.of(name, status)) >= count, 90, what)
        return self.webhook.of(name, status)

    def _wait_for_no_alert(self, name: str) -> None:
        servers.wait_until(lambda: not self._query(f'ALERTS{{alertname="{name}"}}'), 90, f"end of {name}")

    def test_from_the_benchmark_to_the_webhook(self):
        good = self.programs.baseline(self.folder / "good")
        self._push(good)
        self._arrives()

        # Nobody listens: the night is measured, judged and delivered all the same.
        self.prometheus.stop()
        self.alertmanager.stop()
        slow = self.programs.judged_night(self.folder / "slow", good, (33, 35, 37, 64))
        self._push(slow)
        self.assertEqual(self.webhook.of("AttnwatchRegression"), [])
        self.alertmanager.start()
        self.prometheus.start()
        self._rings_once_a_class()

        clean = self.programs.judged_night(self.folder / "clean", good)
        self._push(clean)
        resolved = self._wait_for(2, "AttnwatchRegression", "resolved")
        self.assertEqual(sorted(message["commonLabels"]["class"] for message in resolved), ["1", "64"])
        self._wait_for_no_alert("AttnwatchRegression")

        self._rings_without_a_run()

    def _arrives(self) -> None:
        (info,) = servers.wait_until(lambda: self._query("attnwatch_run_info"), 60, "run in Prometheus")
        self.assertEqual((info["metric"]["job"], info["metric"]["instance"]), ("attnwatch", _INSTANCE))
        self.assertEqual(len(self._query("attnwatch_case_flops_per_second")), 64)
        self.assertEqual(self._complaints_about_the_text(), [])
        # Not judged yet, which is said; nothing else is.
        self._wait_for(1, "AttnwatchNoAnswer")
        self.assertEqual(self._query('ALERTS{alertname=~".*(Regression|NightlyMissing|Coverage.*)"}'), [])

    def _complaints_about_the_text(self) -> list:
        """Those of promtool about our metrics; the Pushgateway's own are not ours to mend."""
        with urllib.request.urlopen(self.gateway.url + "/metrics") as text:
            checked = subprocess.run(["promtool", "check", "metrics"], input=text.read(), capture_output=True)
        return [line for line in checked.stderr.decode().splitlines() if "attnwatch_" in line or "error" in line]

    def _rings_once_a_class(self) -> None:
        told = {message["commonLabels"]["class"]: message for message in self._wait_for(2, "AttnwatchRegression")}
        named = {
            group: sorted(alert["labels"]["head_dim"] for alert in message["alerts"])
            for group, message in told.items()
        }
        self.assertEqual(named, {"1": ["33", "35", "37"], "64": ["64"]})
        alert = told["64"]["alerts"][0]
        self.assertRegex(alert["annotations"]["summary"], r"^reference head_dim=64 float32 is [\d.e+]+% slower$")
        self.assertIn("/runbook.md#attnwatchregression", alert["annotations"]["runbook_url"])
        self.assertEqual(alert["labels"]["instance"], _INSTANCE)
        self.assertNotIn("attnwatch_docs", alert["labels"])
        # Neither time nor a restart rings again, though Prometheus sends the alert all the while.
        self.alertmanager.stop()
        self.alertmanager.start()
        time.sleep(6)
        self.assertEqual(len(self.webhook.of("AttnwatchRegression")), 2)

    def _rings_without_a_run(self) -> None:
        self.assertEqual(self._query('ALERTS{alertname="AttnwatchNightlyMissing"}'), [])
        shipped.change_setting(self.folder, "attnwatch:nightly_period:seconds", "vector(3)")
        urllib.request.urlopen(self.prometheus.url + "/-/reload", data=b"").close()
        (message,) = self._wait_for(1, "AttnwatchNightlyMissing")
        (alert,) = message["alerts"]
        self.assertEqual(alert["labels"]["instance"], _INSTANCE)
        (period,) = self._query("attnwatch:nightly_period:seconds")
        (age,) = self._query("run:attnwatch_success_age:seconds")
        self.assertGreater(float(age["value"][1]), 2 * float(period["value"][1]))


if __name__ == "__main__":
    _PROGRAMS[:] = sys.argv[1:3]
    del sys.argv[1:3]
    unittest.main()
