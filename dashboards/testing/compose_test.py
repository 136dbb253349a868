#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What can be known of compose.yaml without containers: its mounts exist, the programs know its flags,
and all agree on the ports.

    PYTHONPATH=. dashboards/testing/compose_test.py        # in the root of the repository
"""

import pathlib
import re
import subprocess
import unittest

import yaml

_FOLDER = pathlib.Path("dashboards")
_DEBIAN = {
    "pushgateway": "prometheus-pushgateway",
    "prometheus": "prometheus",
    "alertmanager": "prometheus-alertmanager",
}


def _read(path: str) -> dict:
    return yaml.safe_load((_FOLDER / path).read_text())


class ComposeTest(unittest.TestCase):
    def setUp(self):
        self.compose = _read("compose.yaml")
        self.services = self.compose["services"]

    def _program(self, service: str, flag: str) -> str:
        done = subprocess.run([_DEBIAN[service], flag], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.stdout

    def test_programs_know_the_flags(self):
        for service in _DEBIAN:
            known = self._program(service, "--help")
            for argument in self.services[service]["command"]:
                self.assertIn(argument.split("=")[0], known)

    def test_versions_are_those_that_are_tested(self):
        for service in _DEBIAN:
            version = re.search(r":v(\S+)$", self.services[service]["image"]).group(1)
            self.assertRegex(self._program(service, "--version"), rf"version {re.escape(version)}\b")

    def test_mounts_exist(self):
        for service in self.services.values():
            for mount in service["volumes"]:
                source = mount.split(":")[0]
                if source.startswith("./"):
                    self.assertTrue((_FOLDER / source).is_dir(), source)
                else:
                    self.assertIn(source, self.compose["volumes"])

    def test_grafana_finds_dashboards_and_prometheus(self):
        (provider,) = _read("grafana/provisioning/dashboards/attnwatch.yml")["providers"]
        mounts = dict(mount.split(":")[1::-1] for mount in self.services["grafana"]["volumes"])
        folder = _FOLDER / mounts[provider["options"]["path"]]
        self.assertEqual(len(list(folder.glob("*.json"))), 3)
        (source,) = _read("grafana/provisioning/datasources/prometheus.yml")["datasources"]
        self.assertEqual(source["url"].split("//")[1].split(":")[1], self._port("prometheus"))

    def test_prometheus_finds_the_others(self):
        configuration = _read("prometheus/prometheus.yml")
        scraped = configuration["scrape_configs"][0]["static_configs"][0]["targets"]
        told = configuration["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"]
        self.assertEqual(scraped, ["localhost:" + self._port("pushgateway")])
        self.assertEqual(told, ["localhost:" + self._port("alertmanager")])

    def _port(self, service: str) -> str:
        (address,) = [flag for flag in self.services[service]["command"] if flag.startswith("--web.listen-address")]
        self.assertIn("=127.0.0.1:", address)  # nothing here has a password
        return address.split(":")[-1]


if __name__ == "__main__":
    unittest.main()
