# SPDX-License-Identifier: Apache-2.0
"""The parts of a dashboard, as Grafana's JSON wants them. Units are Grafana's names of them."""

import itertools

# The panels' and variables' data source: chosen on the dashboard, so that the JSON fits any Grafana.
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}

# Numbers are coloured by how much slower: white up to 1 %, then yellow, orange, red; green is faster.
SLOWER = [(None, "green"), (-0.01, "transparent"), (0.01, "yellow"), (0.02, "orange"), (0.05, "red")]


def query(expr: str, legend: str = "", table: bool = False) -> dict:
    """Over the range of time where it has a legend, else what holds now, as a table."""
    now = table or not legend
    target = {"expr": expr, "format": "table" if now else "time_series", "instant": now, "range": not now}
    return {**target, "legendFormat": legend or "__auto"}


def now(expr: str, legend: str) -> dict:
    """What holds now, one named value a series."""
    return {**query(expr, legend), "instant": True, "range": False}


def steps(thresholds: list) -> dict:
    """Colors by value, from below: (None, color) first."""
    return {"mode": "absolute", "steps": [{"value": value, "color": color} for value, color in thresholds]}


def override(matcher: str, value: str, **properties) -> dict:
    """Properties of the fields that match; `custom_x` is the property custom.x."""
    listed = [{"id": name.replace("custom_", "custom."), "value": setting} for name, setting in properties.items()]
    return {"matcher": {"id": matcher, "options": value}, "properties": listed}


def colored(names: str, color: str) -> dict:
    """Fields of these names (a regular expression) have that color, whatever their value."""
    return override("byRegexp", names, thresholds=steps([(None, color)]))


def panel(kind: str, title: str, queries: list, unit: str, about: str = "", **more) -> dict:
    """`more`: width and height in Grafana's 24 columns, options, custom, thresholds, overrides, transformations."""
    for letter, target in zip("ABCDEFGH", queries):
        target.update(refId=letter, datasource=_SOURCE)
    defaults = {"unit": unit, "custom": more.get("custom", {})}
    if "thresholds" in more:
        defaults["thresholds"] = steps(more["thresholds"])
    if "color" in more:
        defaults["color"] = {"mode": more["color"]}
    return {
        "type": kind,
        "title": title,
        "description": about,
        "datasource": _SOURCE,
        "targets": queries,
        "interval": "1h",  # a point an hour at most: what is shown changes once a night
        "fieldConfig": {"defaults": defaults, "overrides": more.get("overrides", [])},
        "options": more.get("options", {}),
        "transformations": [{"id": name, "options": options} for name, options in more.get("transformations", [])],
        "gridPos": {"w": more.get("width", 12), "h": more.get("height", 8)},
    }


_LINES = {"drawStyle": "line", "spanNulls": True, "showPoints": "always", "pointSize": 4, "lineWidth": 1}
DASHED = {"custom_lineStyle": {"fill": "dash", "dash": [6, 4]}, "custom_showPoints": "never"}
DOTTED = {"custom_lineStyle": {"fill": "dot", "dash": [2, 4]}, "custom_showPoints": "never"}
_LEGEND = {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []}
_TOOLTIP = {"mode": "multi", "sort": "none"}


def last(metric: str, selectors: str) -> str:
    """The newest value of each interval, so that a night is a point, also where it is a single sample."""
    return f"last_over_time({metric}{{{selectors}}}[$__interval])"


def timeline(title: str, queries: list, unit: str, about: str = "", **more) -> dict:
    options = {"legend": _LEGEND, "tooltip": _TOOLTIP}
    return panel("timeseries", title, queries, unit, about, options=options, custom=_LINES, **more)


# What groupingToMatrix calls its first column.
MATRIX_AXIS = "hidden_size\\class"


def matrix() -> list:
    """A row a hidden size, as a number, and a column a class."""
    grouped = {"rowField": "hidden_size", "columnField": "class", "valueField": "Value", "emptyValue": "null"}
    number = {"conversions": [{"targetField": MATRIX_AXIS, "destinationType": "number"}]}
    steps = {"groupingToMatrix": grouped, "convertFieldType": number, "sortBy": {"sort": [{"field": MATRIX_AXIS}]}}
    return list(steps.items())


def against_hidden_size(title: str, expr: str, unit: str, about: str = "", **more) -> dict:
    """A line a class; `expr` has the labels hidden_size and class alone."""
    return panel(
        "trend",
        title,
        [query(expr, table=True)],
        unit,
        about,
        options={"xField": MATRIX_AXIS, "legend": {**_LEGEND, "placement": "right"}, "tooltip": _TOOLTIP},
        transformations=matrix(),
        custom=_LINES,
        **more,
    )


def table(title: str, queries: list, unit: str, about: str = "", **more) -> dict:
    custom = {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False, "filterable": True}
    options = {"showHeader": True, "cellHeight": "sm", "frameIndex": 0}
    custom.update(more.pop("custom", {}))
    return panel("table", title, queries, unit, about, options=options, custom=custom, **more)


def number(title: str, queries: list, unit: str, about: str = "", **more) -> dict:
    options = {
        "reduceOptions": {"values": False, "calcs": ["lastNotNull"], "fields": ""},
        "colorMode": "background",
        "graphMode": "none",
        "textMode": "auto",
        "orientation": "auto",
        "justifyMode": "auto",
        "showPercentChange": False,
        "percentChangeColorMode": "standard",
        "wideLayout": True,
        **more.pop("options", {}),
    }
    return panel("stat", title, queries, unit, about, options=options, color="thresholds", **more)


def variable(name: str, expr: str, everything: bool = False) -> dict:
    """A choice among the values of the label `name` of `expr`."""
    all_of_them = {"allValue": ".*", "current": {"text": "All", "value": "$__all"}} if everything else {}
    return {
        "type": "query",
        "name": name,
        "datasource": _SOURCE,
        "query": {"query": f"label_values({expr}, {name})", "refId": name},
        "refresh": 2,  # whenever the range of time changes
        "sort": 3,  # as numbers
        "multi": everything,
        "includeAll": everything,
        "options": [],
        **all_of_them,
    }


_DATA_SOURCE = {
    "type": "datasource",
    "name": "datasource",
    "query": "prometheus",
    "regex": "",
    "refresh": 1,
    "options": [],
    "multi": False,
    "includeAll": False,
}


def hidden(*fields: str, **names: str) -> tuple:
    """Leaves columns of a table out, and gives others a name."""
    return ("organize", {"excludeByName": {field: True for field in fields}, "renameByName": names})


def _placed(panels: list) -> list:
    """Left to right, then down; numbered."""
    x = y = height = 0
    for identity, placed in zip(itertools.count(1), panels):
        size = placed["gridPos"]
        if x + size["w"] > 24:
            x, y, height = 0, y + height, 0
        placed.update(id=identity, gridPos={**size, "x": x, "y": y})
        x, height = x + size["w"], max(height, size["h"])
    return panels


# The links at the top.
_OTHERS = {
    "type": "dashboards",
    "title": "Attnwatch",
    "tags": ["attnwatch"],
    "keepTime": True,
    "includeVars": True,
    "asDropdown": False,
    "targetBlank": False,
    "icon": "",
    "tooltip": "",
    "url": "",
}


def dashboard(name: str, variables: list, panels: list, annotations: list = (), since: str = "now-30d") -> dict:
    return {
        "uid": f"attnwatch-{name}",
        "title": f"Attnwatch {name}",
        "tags": ["attnwatch"],
        "schemaVersion": 41,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "5m",
        "time": {"from": since, "to": "now"},
        "timezone": "utc",
        "templating": {"list": [_DATA_SOURCE, *variables]},
        "annotations": {"list": [{**each, "datasource": _SOURCE} for each in annotations]},
        "links": [_OTHERS],
        "panels": _placed(panels),
    }
