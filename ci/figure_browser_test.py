#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The report page in a real browser: draws the synthetic run with attnwatch and looks at the page in
headless Chromium.

    figure_browser_test.py WRITE_SYNTHETIC_RUN ATTNWATCH
"""

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common import utils
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1200,1000",
]
_PROGRAMS = []


class _Driver(Service):
    """Found by address: in a bare root (no /etc/hosts) nothing resolves "localhost"."""

    @property
    def service_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_connectable(self) -> bool:
        return utils.is_connectable(self.port, "127.0.0.1")


def _start_chromium(folder: str) -> tuple:
    """Returns the process and the address of its debugger."""
    port_file = pathlib.Path(folder, "profile", "DevToolsActivePort")
    chromium = subprocess.Popen(
        ["/usr/bin/chromium", "--remote-debugging-port=0", f"--user-data-dir={folder}/profile"] + _FLAGS,
        env={**os.environ, "HOME": folder},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (port_file.exists() and port_file.read_text().count("\n")):
        if chromium.poll() is not None or time.monotonic() > deadline:
            chromium.kill()
            raise RuntimeError("chromium does not start")
        time.sleep(0.1)
    return chromium, "127.0.0.1:" + port_file.read_text().splitlines()[0]


def _open_browser(address: str) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    # The driver would look for a Chromium that it starts itself at "localhost".
    options.debugger_address = address
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=_Driver("/usr/bin/chromedriver"))
    # Not every headless Chromium takes its window for the one with the focus.
    browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    return browser


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait()


class FigureBrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # the browser may still write
        cls.addClassCleanup(cls._scratch.cleanup)
        folder = pathlib.Path(cls._scratch.name)
        run = folder / "run.json"
        write_synthetic_run, attnwatch = _PROGRAMS
        subprocess.run([write_synthetic_run, run], check=True)
        subprocess.run([attnwatch, "figure", run], check=True, stdout=subprocess.DEVNULL)
        cls.run_json = json.loads(run.read_text())
        cls.page = (folder / "report.html").as_uri()
        chromium, address = _start_chromium(str(folder))
        cls.addClassCleanup(_stop, chromium)
        cls.browser = _open_browser(address)
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self):
        self.browser.get(self.page)

    def _all(self, selector: str) -> list:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def _script(self, script: str, *args):
        return self.browser.execute_script(script, *args)

    def _point(self, head_dim: int):
        return self._script(
            "return [...document.querySelectorAll('.point')]"
            ".find((point) => point.dataset.tip.split('\\n').includes('d = ' + arguments[0]))",
            head_dim,
        )

    def _tip(self) -> list:
        tip = self.browser.find_element(By.ID, "tip")
        return tip.text.split("\n") if tip.is_displayed() else []

    def _expected_numbers(self, head_dim: int) -> dict:
        (case,) = [m for m in self.run_json["measurements"] if m["labels"]["head_dim"] == str(head_dim)]
        samples = [s for v in case["visits"] if "warmup" not in v["flags"] for s in v["seconds"]]
        seconds = statistics.median(samples)
        return {
            "h/a = #": int(case["labels"]["alignment_class"]),
            "d = #": head_dim,
            "h = #": int(case["labels"]["hidden_size"]),
            "# ms": seconds * 1e3,
            "# TFLOP/s": case["flop_count"] / seconds / 1e12,
            "# GB/s": case["byte_count"] / seconds / 1e9,
            "# of floor": case["floor_seconds"] / seconds,
            "n = #": len(samples),
        }

    def _assert_tells(self, lines: list, head_dim: int):
        """`lines` say what the run says of that point, to the digits shown."""
        expected = self._expected_numbers(head_dim)
        numbers = [re.search(r"[\d.]+$|^[\d.]+", line).group() for line in lines]
        self.assertEqual([l.replace(n, "#") for l, n in zip(lines, numbers)], list(expected))
        for number, (what, value) in zip(numbers, expected.items()):
            last_digit = 10 ** -len(number.partition(".")[2])
            self.assertAlmostEqual(float(number), value, delta=0.51 * last_digit, msg=what)

    def test_draws_every_point_and_legend_entry(self):
        self.assertEqual(len(self._all(".point")), 341)
        labels = [entry.text for entry in self._all(".legend-entry")]
        self.assertEqual(labels, [f"h/a = {2**i}" for i in range(7)] + ["floor"])
        self.assertEqual(len(self._all("table.cases tbody tr")), 341)

    def test_hover_tells_the_numbers_of_the_run(self):
        self.assertEqual(self._tip(), [])
        for head_dim in (320, 192, 341):
            ActionChains(self.browser).move_to_element(self._point(head_dim)).perform()
            self._assert_tells(self._tip(), head_dim)

    def test_keyboard_walks_along_a_line(self):
        point = self._point(256)
        self._script("arguments[0].focus()", point)
        self._assert_tells(self._tip(), 256)
        point.send_keys(Keys.ARROW_RIGHT)
        self._assert_tells(self._tip(), 320)
        self._assert_tells(point.get_attribute("aria-label").split(", "), 256)

    def test_legend_switches_a_line_off_and_on(self):
        entry = self._all(".legend-entry")[6]
        line = self._all(".line")[6]
        self.assertTrue(line.is_displayed())
        ActionChains(self.browser).move_to_element(entry).click().perform()
        self.assertFalse(line.is_displayed())
        self.assertEqual(entry.get_attribute("aria-pressed"), "false")
        # What is not shown does not answer to the pointer either.
        ActionChains(self.browser).move_to_element_with_offset(entry, -140, 0).perform()
        self.assertNotIn("h/a = 64", self._tip())
        entry.send_keys(Keys.ENTER)
        self.assertTrue(line.is_displayed())

    def test_columns_sort_and_the_filter_filters(self):
        (header,) = [h for h in self._all("table.cases th button") if h.text == "TFLOP/s"]
        for wanted in (sorted, lambda values: sorted(values, reverse=True)):
            self._script("arguments[0].click()", header)
            values = self._script(
                "const i = arguments[0].closest('th').cellIndex;"
                "return [...document.querySelectorAll('table.cases tbody tr')]"
                ".map((row) => Number(row.cells[i].textContent))",
                header,
            )
            self.assertEqual(len(values), 341)
            self.assertEqual(values, wanted(values))
        self._all("#filter")[0].send_keys("30720")
        shown = "return document.querySelectorAll('table.cases tbody tr:not([hidden])').length"
        self.assertEqual(self._script(shown), 1)

    def test_loads_nothing_and_complains_of_nothing(self):
        self.browser.get_log("browser"), self.browser.get_log("performance")
        self.browser.get(self.page)
        self.assertEqual(self.browser.get_log("browser"), [])
        messages = [json.loads(m["message"])["message"] for m in self.browser.get_log("performance")]
        urls = [
            m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"
        ]
        self.assertIn(self.page, urls)
        self.assertEqual([u for u in urls if u != self.page and not u.startswith("data:")], [])


if __name__ == "__main__":
    _PROGRAMS[:] = [os.path.abspath(path) for path in sys.argv[1:3]]
    del sys.argv[1:3]
    unittest.main()
