#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Serving /metrics: what is scraped while the runs on disk change, and who may.

    export_serve_test.py WRITE_SYNTHETIC_RUN ATTNWATCH
"""

import base64
import os
import re
import subprocess
import threading
import urllib.error

import export_testing
from export_testing import ExportTest, get, values


class ServeTest(ExportTest):
    def serve(self, *arguments, address: str = "0", env: dict = None) -> str:
        """Starts it; self.process is what it is, self.log_path what it says."""
        self.log_path = self.folder / "log"
        with open(self.log_path, "w") as log:
            self.process = subprocess.Popen(
                [export_testing.attnwatch(), "export", self.folder, "--serve", address, *arguments],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=env,
            )
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(lambda: (self.process.kill(), self.process.wait()))  # stopping takes it 2 s
        line = self.process.stdout.readline()
        match = re.fullmatch(r"Serving (http://127\.0\.0\.1:\d+/metrics)\n", line)
        self.assertTrue(match, line + self.log_path.read_text())
        return match[1]

    def write_again(self) -> None:
        run = self.read_run()
        run["id"] += "-next"
        run["warnings"] = ["one"]
        self.write_run(run)

    def test_prometheus_can_read_it(self):
        text = get(self.serve())
        self.assertEqual(len(values(text, "attnwatch_case_flops_per_second")), 341)
        self.assertEqual(values(text, "attnwatch_exporter_read_errors"), [0])
        ours = "".join(
            line + "\n" for line in text.splitlines() if re.match(r"(# (HELP|TYPE) )?attnwatch_", line)
        )
        check = subprocess.run(["promtool", "check", "metrics"], input=ours, text=True, stdout=subprocess.PIPE)
        self.assertEqual(check.returncode, 0, check.stdout)

    def test_may_start_before_the_first_run(self):
        run = self.read_run()
        self.run_path.write_text("{")
        url = self.serve()
        self.assertEqual(values(get(url), "attnwatch_run_complete"), [])
        self.assertEqual(values(get(url), "attnwatch_exporter_read_errors"), [1])
        self.write_run(run)
        self.assertEqual(values(get(url), "attnwatch_run_complete"), [1])
        self.assertEqual(values(get(url), "attnwatch_exporter_read_errors"), [0])

    def test_a_file_that_is_named_must_be_good(self):
        self.run_path.write_text("{")
        self.assert_one_line(self.export(self.run_path, "--serve", "0"), 2, "run.json: not valid JSON")

    def test_follows_a_run_that_is_replaced(self):
        url = self.serve()
        self.assertEqual(values(get(url), "attnwatch_run_warnings"), [0])
        self.write_again()
        self.assertEqual(values(get(url), "attnwatch_run_warnings"), [1])

    def test_every_scrape_is_whole_while_runs_are_replaced(self):
        url = self.serve()
        run = self.read_run()
        done = threading.Event()

        def replace():
            for number in range(20):
                run["id"] = f"run-{number}"
                del run["measurements"][100 + number % 2 :]
                self.write_run(run)
            done.set()

        del run["measurements"][101:]
        thread = threading.Thread(target=replace)
        thread.start()
        counts = set()
        while not done.is_set():
            counts.add(len(values(get(url), "attnwatch_case_flops_per_second")))
        thread.join()
        self.assertLessEqual(counts, {100, 101, 341})

    def test_keeps_what_was_good(self):
        url = self.serve()
        get(url)
        self.run_path.write_text('{"schema_version": 1, "measurements": [')
        for _ in range(3):
            text = get(url)
        self.assertEqual(len(values(text, "attnwatch_case_flops_per_second")), 341)
        self.assertEqual(values(text, "attnwatch_exporter_read_errors"), [1])
        self.assertEqual(self.log_path.read_text().count("\n"), 1)
        self.assertIn("run.json: not valid JSON", self.log_path.read_text())

    def test_two_on_one_port(self):
        url = self.serve()
        port = re.search(r":(\d+)/", url)[1]
        done = self.export(self.folder, "--serve", port)
        self.assert_one_line(done, 2, f"cannot listen at 127.0.0.1:{port}", "--serve")
        self.assertEqual(values(get(url), "attnwatch_run_complete"), [1])

    def test_ends_when_it_is_told_to(self):
        self.serve()
        self.assertEqual(export_testing.stop(self.process), 0)
        self.assertEqual(self.log_path.read_text(), "")

    def test_asks_for_the_password(self):
        url = self.serve(env=dict(os.environ, ATTNWATCH_SERVE_CREDENTIALS="me:pw"))
        for user in ("", "me:", "me:px", "you:pw"):
            header = {"Authorization": "Basic " + base64.b64encode(user.encode()).decode()} if user else {}
            with self.assertRaises(urllib.error.HTTPError) as refused:
                get(url, header)
            self.assertEqual(refused.exception.code, 401)
            refused.exception.close()
        header = {"Authorization": "Basic " + base64.b64encode(b"me:pw").decode()}
        self.assertEqual(values(get(url, header), "attnwatch_run_complete"), [1])

    def test_says_that_everybody_can_read(self):
        done = subprocess.Popen(
            [export_testing.attnwatch(), "export", self.folder, "--serve", "0.0.0.0:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.assertRegex(done.stdout.readline(), r"Serving http://0\.0\.0\.0:\d+/metrics\n")
        done.terminate()
        self.assertIn("--credentials", done.communicate()[1])
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    export_testing.main()
