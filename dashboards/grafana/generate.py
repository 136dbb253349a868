#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the dashboards' JSON from dashboards/grafana/source; a test says when that was forgotten.

    PYTHONPATH=. dashboards/grafana/generate.py        # in the root of the repository
"""

import json
import pathlib

from dashboards.grafana.source import figure, fleet, nightly

_FOLDER = pathlib.Path("dashboards/grafana")


def texts() -> dict:
    """The file of every dashboard, and what belongs into it."""
    dashboards = {"figure": figure, "fleet": fleet, "nightly": nightly}
    return {
        _FOLDER / f"{name}.json": json.dumps(module.DASHBOARD, indent=1) + "\n" for name, module in dashboards.items()
    }


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text)
