#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The page of a verdict in a real browser: compares the synthetic run with a slower copy of itself and
looks at the page in headless Chromium.

    verdict_browser_test.py WRITE_SYNTHETIC_RUN ATTNWATCH
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import figure_browser_test as browser_test
from selenium.webdriver.common.by import By

_PROGRAMS = []
_SLOW_HEAD_DIM = "65"


def _write_slower(source: pathlib.Path, target: pathlib.Path) -> None:
    run = json.loads(source.read_text())
    run["id"] += "-slower"
    for case in run["measurements"]:
        # Half a permille either way: runs of identical code are never identical.
        factor = 1 + 0.0005 * (int(case["labels"]["head_dim"]) * 7 % 5 - 2) / 2
        if case["labels"]["head_dim"] == _SLOW_HEAD_DIM:
            factor = 1.3
        for visit in case["visits"]:
            visit["seconds"] = [seconds * factor for seconds in visit["seconds"]]
    target.write_text(json.dumps(run))


class VerdictBrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # the browser may still write
        cls.addClassCleanup(cls._scratch.cleanup)
        folder = pathlib.Path(cls._scratch.name)
        base, head = folder / "base.json", folder / "head.json"
        write_synthetic_run, attnwatch = _PROGRAMS
        subprocess.run([write_synthetic_run, base], check=True)
        _write_slower(base, head)
        compare = [attnwatch, "compare", base, head, "--tolerance=10%", "--out", folder]
        cls.exit_code = subprocess.run(compare, stdout=subprocess.DEVNULL).returncode
        cls.page = (folder / "report.html").as_uri()
        chromium, address = browser_test._start_chromium(str(folder))
        cls.addClassCleanup(browser_test._stop, chromium)
        cls.browser = browser_test._open_browser(address)
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self):
        self.browser.get(self.page)

    def _all(self, selector: str) -> list:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def _first_row(self) -> str:
        return self._all("table.cases tbody tr")[0].text

    def test_names_the_slow_case_first(self):
        self.assertEqual(self.exit_code, 1)
        self.assertTrue(self._all("h1")[0].text.startswith("REGRESSION: 1 regressed"))
        self.assertIn(f"head_dim={_SLOW_HEAD_DIM}/", self._first_row())
        self.assertIn("regressed", self._first_row())

    def test_draws_both_sides(self):
        self.assertEqual(len(self._all(".point")), 341)
        self.assertEqual(len(self._all(".overlay")), 7)
        self.assertEqual(len(self._all("svg.heat rect")), 341)
        self.assertEqual(len(self._all("svg.strip")), 6)  # the one that moved, five for comparison

    def test_shows_why_without_scrolling(self):
        names = [header.text for header in self._all("table.cases th button")]
        why = self._all("table.cases tbody tr td")[names.index("why")]
        box = self._all("div.tall")[0]
        self.assertIn("slower", why.text)
        self.assertLess(why.location["x"] + why.size["width"], box.location["x"] + box.size["width"])

    def test_sorts_by_value(self):
        (header,) = [h for h in self._all("table.cases th button") if h.text == "change"]
        self.browser.execute_script("arguments[0].click()", header)
        self.assertNotIn("regressed", self._first_row())
        self.browser.execute_script("arguments[0].click()", header)
        self.assertIn("regressed", self._first_row())

    def test_filters(self):
        self._all("#filter")[0].send_keys("regressed")
        self.assertEqual(len(self._all("table.cases tbody tr:not([hidden])")), 1)

    def test_complains_of_nothing(self):
        self.browser.get_log("browser")
        self.browser.get(self.page)
        self.assertEqual(self.browser.get_log("browser"), [])


if __name__ == "__main__":
    _PROGRAMS[:] = [os.path.abspath(path) for path in sys.argv[1:3]]
    del sys.argv[1:3]
    unittest.main()
