# SPDX-License-Identifier: Apache-2.0
"""Tonight's verdicts: how many, where, which cases, and since when."""

from dashboards.grafana.source.choices import CASE, CASES, KERNEL, RUN
from dashboards.grafana.source.parts import MATRIX_AXIS, SLOWER, colored, dashboard, hidden, last, matrix, now
from dashboards.grafana.source.parts import number, override, query, steps, table, timeline

_CHANGE = f"attnwatch_case_change_ratio{{{KERNEL}}}"
_VERDICT = f"(attnwatch_case_verdict{{{KERNEL}}} == 1)"
_WORST = f"topk(20, {_CHANGE})"

# The other columns. Adding 0 takes the metric's name away: rows are joined where all labels agree.
_MORE = [
    "attnwatch_case_change_low_ratio",
    "attnwatch_case_change_high_ratio",
    "attnwatch_case_minimum_detectable_change_ratio",
]

# What Grafana calls a joined table's columns -> what people read.
_NAMES = {"Value #A": "change", "Value #B": "low", "Value #C": "high", "Value #D": "detectable"}
_HIDDEN = ["Time", "__name__", "job", "suite", "device", "grid", "kernel", "dtype", "layout"]


def _at(metric: str, more: str = "") -> str:
    return last(metric, CASE + more)


_COUNTS = number(
    "Verdicts",
    [now(f"sum by (verdict) (attnwatch_verdict_cases{{{RUN}}}) > 0", "{{verdict}}")],
    "short",
    "Cases of the newest runs by verdict.",
    width=16,
    height=5,
    thresholds=[(None, "blue")],
    overrides=[
        colored("/regressed|incorrect|failed|missing/", "red"),
        colored("/unconfirmed|inconclusive|invalid|not_run/", "orange"),
        colored("/equivalent|improved/", "green"),
    ],
)

_OUTCOME = number(
    "Outcome",
    [now(f"attnwatch_verdict_outcome{{{RUN}}} == 1", "{{instance}}: {{outcome}}")],
    "none",
    "What the comparison ended with.",
    width=8,
    height=5,
    options={"textMode": "name"},
    thresholds=[(None, "blue")],
    overrides=[
        colored("/: pass$/", "green"),
        colored("/: (regression|missing|error)$/", "red"),
        colored("/: no_answer$/", "orange"),
    ],
)

_HEAT_MAP = table(
    "Change by hidden size and class",
    [query(f"max by (hidden_size, class) ({_CHANGE})", table=True)],
    "percentunit",
    "Each cell is the slowest case of a hidden size; positive is slower than the baseline at equal clocks.",
    height=14,
    thresholds=SLOWER,
    color="thresholds",
    custom={"cellOptions": {"type": "color-background", "mode": "basic"}, "filterable": False},
    overrides=[
        override("byName", MATRIX_AXIS, unit="none", custom_cellOptions={"type": "auto"}),
    ],
    transformations=matrix(),
)

_WORST_CASES = table(
    "Worst cases",
    [
        query(f"{_WORST} * ignoring (verdict) group_left (verdict) {_VERDICT}", table=True),
        *[query(f"({metric}{{{KERNEL}}} and {_WORST}) + 0", table=True) for metric in _MORE],
    ],
    "percentunit",
    "The slowest against their baseline, with the interval and the smallest slowdown that would have been found.",
    height=14,
    transformations=[
        ("merge", {}),
        hidden(*_HIDDEN, **_NAMES),
        ("sortBy", {"sort": [{"field": "change", "desc": True}]}),
    ],
)

# A band is drawn from the upper line to the one that is named here.
_BAND = [
    override("byName", "high", custom_fillBelowTo="low", custom_lineWidth=0, custom_showPoints="never"),
    override("byName", "low", custom_lineWidth=0, custom_showPoints="never"),
]

_TIME_TREND = timeline(
    "Trend: time of $kernel head_dim=$head_dim",
    [
        query(_at("attnwatch_case_duration_seconds", ', stat="median"'), "{{instance}}"),
        query("min(" + _at("attnwatch_case_duration_seconds", ', stat="p05"') + ")", "low"),
        query("max(" + _at("attnwatch_case_duration_seconds", ', stat="p95"') + ")", "high"),
    ],
    "s",
    "Median of the samples of each night; the band holds nine tenths of them. Lines mark accepted baselines and where a trend began.",
    height=10,
    overrides=_BAND,
)

_CHANGE_TREND = timeline(
    "Trend: change of $kernel head_dim=$head_dim against its baseline",
    [
        query(_at("attnwatch_case_change_ratio"), "{{instance}}"),
        query("min(" + _at("attnwatch_case_change_low_ratio") + ")", "low"),
        query("max(" + _at("attnwatch_case_change_high_ratio") + ")", "high"),
    ],
    "percentunit",
    "At equal clocks; the band is the interval of the estimate.",
    height=10,
    overrides=_BAND,
)

# Drawn where its value says: when the accepted baseline was measured, in milliseconds.
_ACCEPTED = {
    "name": "Accepted baselines",
    "enable": True,
    "iconColor": "purple",
    "expr": (
        f"1000 * attnwatch_baseline_start_timestamp_seconds{{{RUN}}}"
        f" * on (suite, device, grid, instance) group_left (commit, run_id) attnwatch_baseline_info{{{RUN}}}"
    ),
    "step": "1h",
    "useValueForTime": True,
    "titleFormat": "accepted baseline",
    "textFormat": "commit {{commit}}, run {{run_id}}",
    "tagKeys": "instance,grid",
}

_OPEN = number(
    "Trend alarms",
    [now(f"sum by (kind) (attnwatch_trend_alarms{{{RUN}}})", "{{kind}}")],
    "short",
    "What is slower, faster or noisier than the nights after it was last accepted; cases that moved together are one.",
    width=6,
    height=9,
    thresholds=[(None, "green"), (1, "blue")],
    overrides=[override("byName", "slower", thresholds=steps([(None, "green"), (1, "orange")]))],
)

# The first column has every alarm; what is noisier has no change.
_ALARMS = table(
    "Open trend alarms",
    [
        query(f"attnwatch_trend_alarm_cases{{{RUN}}} + 0", table=True),
        query(f"attnwatch_trend_change_ratio{{{RUN}}} + 0", table=True),
        query(f"attnwatch_trend_change_low_ratio{{{RUN}}} + 0", table=True),
        query(f"attnwatch_trend_change_high_ratio{{{RUN}}} + 0", table=True),
        query(f"1000 * attnwatch_trend_since_timestamp_seconds{{{RUN}}}", table=True),
        query(f"1000 * attnwatch_trend_called_timestamp_seconds{{{RUN}}}", table=True),
    ],
    "percentunit",
    "trend.txt beside the run has the commits and the command that confirms each; the runbook says what to do.",
    width=18,
    height=9,
    overrides=[
        override("byName", "cases", unit="short"),
        override("byRegexp", "/since|called/", unit="dateTimeAsIso"),
    ],
    transformations=[
        ("merge", {}),
        hidden(
            *["Time", "job", "suite", "device", "grid"],
            **{"Value #A": "cases", "Value #B": "change", "Value #C": "low", "Value #D": "high"},
            **{"Value #E": "since", "Value #F": "called"},
        ),
        ("sortBy", {"sort": [{"field": "change", "desc": True}]}),
    ],
)

# Where it began, of what the chosen case is part of.
_BEGAN = {
    "name": "Trend alarms began",
    "enable": True,
    "iconColor": "orange",
    "expr": (
        f"1000 * attnwatch_trend_since_timestamp_seconds"
        f'{{{RUN}, kernel=~"$kernel|all", head_dim=~"$head_dim|all"}}'
    ),
    "step": "1h",
    "useValueForTime": True,
    "titleFormat": "trend: {{kind}}",
    "textFormat": "since this night: {{scope}}, {{kernel}} class {{class}} head_dim {{head_dim}}",
    "tagKeys": "instance,kind",
}

DASHBOARD = dashboard(
    "nightly",
    CASES,
    [_COUNTS, _OUTCOME, _HEAT_MAP, _WORST_CASES, _OPEN, _ALARMS, _TIME_TREND, _CHANGE_TREND],
    annotations=[_ACCEPTED, _BEGAN],
)
