#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The dashboards' JSON: that it is what the sources say, and that it is sound.

    PYTHONPATH=. dashboards/grafana/dashboards_test.py        # in the root of the repository
"""

import json
import pathlib
import unittest

from dashboards.grafana import generate, interpolation
from dashboards.testing import names

_DASHBOARDS = [json.loads(file.read_text()) for file in sorted(pathlib.Path("dashboards/grafana").glob("*.json"))]

# Of https://grafana.com/docs, "Standard options": the units that we use, and no other by mistake.
_UNITS = {"si:FLOP/s", "percentunit", "short", "none", "s", "hertz", "watt", "celsius", "Bps"}
_WIDTH = 24


class DashboardsTest(unittest.TestCase):
    def test_json_is_generated(self):
        for path, text in generate.texts().items():
            self.assertEqual(path.read_text(), text, f"run dashboards/grafana/generate.py: {path} is old")
        self.assertEqual(len(generate.texts()), len(_DASHBOARDS))

    def test_every_metric_exists(self):
        for dashboard in _DASHBOARDS:
            expressions = [target["expr"] for _, target in interpolation.targets(dashboard)]
            expressions += [series for series, _, _ in interpolation.variables(dashboard)]
            for expression in expressions:
                named = names.named(expression)
                self.assertNotEqual(named, set(), expression)
                self.assertEqual(named - names.known(), set(), expression)

    def test_identities_are_unique(self):
        self.assertEqual(len({dashboard["uid"] for dashboard in _DASHBOARDS}), 3)
        self.assertEqual(len({dashboard["title"] for dashboard in _DASHBOARDS}), 3)
        for dashboard in _DASHBOARDS:
            panels = dashboard["panels"]
            self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
            self.assertEqual(len({panel["title"] for panel in panels}), len(panels))
            for panel in panels:
                letters = [target["refId"] for target in panel["targets"]]
                self.assertEqual(letters, list("ABCDEFGH"[: len(letters)]))

    def test_panels_have_units_and_a_chosen_data_source(self):
        for dashboard in _DASHBOARDS:
            for panel in dashboard["panels"]:
                self.assertIn(panel["fieldConfig"]["defaults"]["unit"], _UNITS, panel["title"])
                for asks in [panel, *panel["targets"], *dashboard["annotations"]["list"]]:
                    self.assertEqual(asks["datasource"], {"type": "prometheus", "uid": "${datasource}"})
            self.assertEqual(dashboard["templating"]["list"][0]["type"], "datasource")

    def test_panels_do_not_overlap(self):
        for dashboard in _DASHBOARDS:
            taken = set()
            for panel in dashboard["panels"]:
                place = panel["gridPos"]
                self.assertLessEqual(place["x"] + place["w"], _WIDTH, panel["title"])
                columns, rows = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
                cells = {(column, row) for column in columns for row in rows}
                self.assertEqual(taken & cells, set(), panel["title"])
                taken |= cells

    def test_variables_are_those_that_were_asked_for(self):
        listed = {d["uid"]: [v["name"] for v in d["templating"]["list"]] for d in _DASHBOARDS}
        for uid in ("attnwatch-figure", "attnwatch-nightly"):
            self.assertLess({"datasource", "device", "grid", "kernel", "dtype", "layout"}, set(listed[uid]))
        self.assertEqual(listed["attnwatch-fleet"], ["datasource", "device", "instance"])


if __name__ == "__main__":
    unittest.main()
