# SPDX-License-Identifier: Apache-2.0
"""What Grafana does before it asks Prometheus: chooses values of variables, and puts them into queries."""

import re
from typing import Callable, Iterator, Tuple

_LABEL_VALUES = re.compile(r"label_values\((.*), (\w+)\)$", re.DOTALL)


def interpolated(text: str, values: dict) -> str:
    """`$name` and `${name}` become the value; one that has none is a typing error. `$1` is PromQL's."""
    return re.sub(r"\$\{?([a-z_]\w*)\}?", lambda found: values[found.group(1)], text)


def variables(dashboard: dict) -> Iterator[Tuple[str, str, dict]]:
    """(series, label, variable) of each variable that is asked for."""
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            series, label = _LABEL_VALUES.match(variable["query"]["query"]).groups()
            yield series, label, variable


def choose(dashboard: dict, label_values: Callable[[str, str], list], wanted: dict) -> dict:
    """A value for each variable, in order, as a person would: the wanted one, All, or the first."""
    values = {"__interval": "1h"}
    for series, label, variable in variables(dashboard):
        offered = label_values(interpolated(series, values), label)
        if not offered:
            raise LookupError(f"variable {variable['name']} of {dashboard['uid']} offers nothing")
        chosen = wanted.get(variable["name"], offered[0])
        if chosen not in offered:
            raise LookupError(f"variable {variable['name']} offers {offered}, not {chosen}")
        values[variable["name"]] = variable["allValue"] if variable["includeAll"] else chosen
    return values


def targets(dashboard: dict) -> Iterator[Tuple[str, dict]]:
    """(name of the panel, target) of each query; an annotation is one too."""
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield f"{panel['title']} {target['refId']}", target
    for annotation in dashboard["annotations"]["list"]:
        yield annotation["name"], annotation
