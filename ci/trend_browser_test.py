#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The page of a trend in a real browser: a made-up history of 120 nights, looked at in headless Chromium.

    trend_browser_test.py WRITE_TREND_HISTORY ATTNWATCH
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


class TrendBrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # the browser may still write
        cls.addClassCleanup(cls._scratch.cleanup)
        folder = pathlib.Path(cls._scratch.name)
        write_trend_history, attnwatch = _PROGRAMS
        subprocess.run([write_trend_history, folder], check=True)
        trend = [attnwatch, "trend", "--db", folder / "history.db", "--baselines", folder / "baselines"]
        trend += ["--case", "*", "--html", folder / "trend.html"]
        cls.exit_code = subprocess.run(trend, stdout=subprocess.DEVNULL).returncode
        cls.page = (folder / "trend.html").as_uri()
        chromium, address = browser_test._start_chromium(str(folder))
        cls.addClassCleanup(browser_test._stop, chromium)
        cls.browser = browser_test._open_browser(address)
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self):
        self.browser.get(self.page)

    def _all(self, selector: str) -> list:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def _titles(self, selector: str) -> list:
        return [e.get_attribute("textContent") for e in self._all(selector + " > title")]

    def _plot(self, head_dim: int) -> str:
        return f'svg.trend[aria-label$="head_dim={head_dim}"]'

    def test_says_what_alarms_first(self):
        self.assertEqual(self.exit_code, 3)
        self.assertEqual(self._all("h1")[0].text, "Trend: 2 slower, 1 faster, 1 ended")
        self.assertIn("ci/gate.sh --base=commit", self._all("ul.alarms code")[0].text)
        self.assertEqual(len(self._all("ul.alarms > li")), 4)

    def test_draws_every_night_and_mark(self):
        self.assertEqual(len(self._all("svg.trend")), 6)
        self.assertEqual(len(self._all("svg.trend .night")), 6 * 120)
        self.assertEqual(len(self._all("svg.trend .epoch")), 6)  # the new driver
        self.assertEqual(len(self._all("svg.trend .accepted")), 1)
        self.assertEqual(len(self._all("svg.trend .alarm")), 4)
        self.assertEqual(len(self._all("svg.trend .band")), 6)
        self.assertEqual(len(self._all(self._plot(2) + " .beyond")), 1)  # the odd night

    def test_dates_the_steps(self):
        for head_dim, day, least, most in ((3, "2026-04-11", 2.8, 3.2), (4, "2026-03-12", 2.3, 2.7)):
            (title,) = self._titles(self._plot(head_dim) + " .step")
            self.assertIn(f" on {day}: ", title)
            percent = float(title.split("step of +")[1].split(" %")[0])
            self.assertTrue(least < percent < most, title)
        self.assertEqual(len(self._all(self._plot(1) + " .step") + self._all(self._plot(2) + " .step")), 0)
        self.assertGreaterEqual(len(self._all(self._plot(5) + " .step")), 2)  # a creep
        rows = [row.text for row in self._all("table.cases tbody tr")]
        self.assertEqual(len(rows), len(self._all("svg.trend .step")))
        (row,) = [row for row in rows if "head_dim=3" in row]
        self.assertIn("after commit99 up to commit100", row)

    def test_hover_tells_the_night(self):
        title = self._titles(self._plot(3) + " .night")[100]
        self.assertTrue(title.startswith("2026-04-11: 2.5"), title)
        self.assertIn(" ms, +3.", title)
        self.assertTrue(title.endswith("commit commit100"), title)
        (accepted,) = self._titles("svg.trend .accepted")
        self.assertEqual(accepted, "accepted 2026-03-16 (commit commit74): exact <sums>")
        self.assertIn("driver 1 -> 2", self._titles(self._plot(1) + " .epoch")[0])

    def test_marks_are_where_the_nights_are(self):
        # The first night after the step is drawn at the step.
        (step,) = self._all(self._plot(3) + " .step path")
        night = self._all(self._plot(3) + " .night")[100]
        self.assertEqual(step.get_attribute("d").split("H")[1].split("V")[0], night.get_attribute("cx"))
        for plot in self._all("svg.trend"):
            box = plot.rect
            for night in plot.find_elements(By.CSS_SELECTOR, ".night")[::17]:
                self.assertGreaterEqual(night.rect["x"], box["x"])
                self.assertLessEqual(night.rect["y"], box["y"] + box["height"])

    def test_filters_and_sorts(self):
        (header,) = [h for h in self._all("table.cases th button") if h.text == "size"]
        self.browser.execute_script("arguments[0].click()", header)
        self.assertIn("head_dim=6", self._all("table.cases tbody tr")[0].text)
        self._all("#filter")[0].send_keys("head_dim=4")
        self.assertEqual(len(self._all("table.cases tbody tr:not([hidden])")), 1)

    def test_loads_nothing_and_complains_of_nothing(self):
        self.browser.get_log("browser"), self.browser.get_log("performance")
        self.browser.get(self.page)
        self.assertEqual(self.browser.get_log("browser"), [])
        messages = [json.loads(m["message"])["message"] for m in self.browser.get_log("performance")]
        urls = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        self.assertIn(self.page, urls)
        self.assertEqual([u for u in urls if u != self.page and not u.startswith("data:")], [])


if __name__ == "__main__":
    _PROGRAMS[:] = [os.path.abspath(path) for path in sys.argv[1:3]]
    del sys.argv[1:3]
    unittest.main()
