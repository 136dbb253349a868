# SPDX-License-Identifier: Apache-2.0
"""The figure: throughput against hidden size, a line a class, tonight against the baseline."""

from dashboards.grafana.source.choices import KERNEL, KERNELS, RUN
from dashboards.grafana.source import parts
from dashboards.grafana.source.parts import against_hidden_size, dashboard, override, query, table

_RATE = f"attnwatch_case_flops_per_second{{{KERNEL}}}"
_CHANGE = f"attnwatch_case_change_ratio{{{KERNEL}}}"
_FLOOR = f"attnwatch_case_floor_ratio{{{KERNEL}}}"


def _lines(expr: str, name: str = "h/a = $1") -> str:
    """A line a class called `name`; several machines or shapes of one hidden size: the best of them."""
    return f'label_replace(max by (hidden_size, class) ({expr}), "class", "{name}", "class", "(.*)")'


_THROUGHPUT = " or ".join(
    [
        _lines(_RATE),
        # What the baseline's speed would be at tonight's clock.
        _lines(f"{_RATE} * (1 + {_CHANGE})", "h/a = $1 baseline"),
        f'label_replace(max by (hidden_size) ({_RATE} / {_FLOOR}), "class", "floor", "", "")',
    ]
)

DASHBOARD = dashboard(
    "figure",
    KERNELS,
    [
        against_hidden_size(
            "Throughput against hidden size",
            _THROUGHPUT,
            "si:FLOP/s",
            "Solid: the newest run. Dashed: its baseline, at equal clocks. Dotted: the floor, the physical limit.",
            width=24,
            height=14,
            overrides=[
                override("byRegexp", "/baseline$/", **parts.DASHED),
                override("byName", "floor", **parts.DOTTED),
            ],
        ),
        against_hidden_size(
            "Change against the baseline",
            _lines(_CHANGE),
            "percentunit",
            "0.05 is 5 % slower at equal clocks.",
            height=10,
        ),
        against_hidden_size(
            "Fraction of the floor",
            _lines(_FLOOR),
            "percentunit",
            "1 is as fast as physically possible.",
            height=10,
        ),
        table(
            "Runs",
            [query(f"attnwatch_run_info{{{RUN}}}", table=True)],
            "short",
            "Who the newest runs are.",
            width=24,
            height=5,
            transformations=[parts.hidden("Time", "Value", "__name__", "job")],
        ),
    ],
)
