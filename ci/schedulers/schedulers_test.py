#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The templates of the nightly job: systemd's own check of the units, and what a CronJob must say.

    ci/schedulers/schedulers_test.py        # in the root of the repository
"""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import yaml

_FOLDER = pathlib.Path("ci/schedulers")


@unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze here")
class SystemdTest(unittest.TestCase):
    def _verify(self, change=lambda text: text) -> str:
        """What systemd says about the units where /opt/attnwatch/nightly.sh and its user exist."""
        with tempfile.TemporaryDirectory() as folder:
            units = []
            for unit in _FOLDER.glob("attnwatch-nightly.*"):
                text = change(unit.read_text()).replace("/opt/attnwatch/nightly.sh", "/bin/true")
                units.append(pathlib.Path(folder) / unit.name)
                units[-1].write_text(text.replace("User=attnwatch", "User=root"))
            command = ["systemd-analyze", "verify", "--man=no", *units]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        # Units of the machine itself are not ours to judge.
        lines = [line for line in done.stdout.splitlines() if "attnwatch" in line]
        return "\n".join(lines)

    def test_units_are_valid(self):
        self.assertEqual(self._verify(), "")

    def test_a_mistake_would_be_seen(self):
        self.assertIn("Typo", self._verify(lambda text: text.replace("[Service]", "[Service]\nTypo=1")))

    def test_timer_is_every_night(self):
        (calendar,) = [
            line.split("=")[1]
            for line in (_FOLDER / "attnwatch-nightly.timer").read_text().splitlines()
            if line.startswith("OnCalendar=")
        ]
        command = ["systemd-analyze", "calendar", "--iterations=2", calendar]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        self.assertEqual(done.stdout.count("02:00:00 UTC"), 3, done.stdout)  # normalized, and two nights


class CronJobTest(unittest.TestCase):
    def setUp(self):
        text = (_FOLDER / "cronjob.yaml").read_text()
        for placeholder, value in (("NODE", "gpu-1"), ("GPU_COUNT", "8")):
            text = text.replace(placeholder, value)
        self.spec = yaml.safe_load(text)["spec"]
        self.job = self.spec["jobTemplate"]["spec"]
        self.pod = self.job["template"]["spec"]

    def test_one_pod_a_gpu_at_once(self):
        self.assertEqual((self.job["parallelism"], self.job["completions"]), (8, 8))
        self.assertEqual(self.pod["containers"][0]["resources"]["limits"]["nvidia.com/gpu"], "1")
        self.assertEqual(self.pod["nodeSelector"], {"kubernetes.io/hostname": "gpu-1"})

    def test_a_regression_is_not_measured_again(self):
        self.assertEqual((self.job["backoffLimit"], self.pod["restartPolicy"]), (0, "Never"))
        self.assertEqual(self.spec["concurrencyPolicy"], "Forbid")

    def test_shell_names_node_and_gpu(self):
        shell, flag, script = self.pod["containers"][0]["command"]
        with tempfile.TemporaryDirectory() as folder:
            smi = pathlib.Path(folder) / "nvidia-smi"
            smi.write_text("#!/bin/sh\necho GPU-12345678-aaaa\n")
            smi.chmod(0o755)
            script = script.replace("exec /opt/attnwatch/nightly.sh", 'exec echo "$ATTNWATCH_INSTANCE"')
            environment = {"PATH": f"{folder}:/usr/bin:/bin", "MACHINE": "gpu-1"}
            run = lambda: subprocess.run([shell, flag, script], env=environment, capture_output=True, text=True)
            self.assertEqual(run().stdout, "gpu-1-GPU-12345678 --out=/results/gpu-1-GPU-12345678\n")
            smi.write_text("#!/bin/sh\nexit 1\n")
            self.assertEqual(run().returncode, 2)


if __name__ == "__main__":
    unittest.main()
