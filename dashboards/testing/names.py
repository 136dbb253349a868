# SPDX-License-Identifier: Apache-2.0
"""The metrics that exist, and those that an expression names."""

import pathlib
import re
from typing import Set

import yaml

_FOLDER = pathlib.Path("dashboards")

# What is not ours to export: Prometheus and the Pushgateway add these.
_FOREIGN = {"ALERTS", "up", "push_time_seconds", "push_failure_time_seconds"}

# A name in an expression: not a function, not a label, not within quotes.
_NAME = re.compile(r"(?<![\w:$])(?:\w+:attnwatch_\w+:\w+|attnwatch:\w+:\w+|attnwatch_\w+|push_\w+|ALERTS|up)(?![\w:(])")


def exported() -> Set[str]:
    """The metrics of dashboards/metrics.md, which a test holds to the table in the program."""
    return set(re.findall(r"^\| `(attnwatch_\w+)` \|", (_FOLDER / "metrics.md").read_text(), re.MULTILINE))


def rules() -> list:
    """All shipped rules, recording and alerts."""
    files = sorted((_FOLDER / "prometheus/rules").glob("*.yml"))
    return [rule for file in files for group in yaml.safe_load(file.read_text())["groups"] for rule in group["rules"]]


def recorded() -> Set[str]:
    return {rule["record"] for rule in rules() if "record" in rule}


def known() -> Set[str]:
    return exported() | recorded() | _FOREIGN


def named(expression: str) -> Set[str]:
    return set(_NAME.findall(re.sub(r'"[^"]*"', '""', expression)))
