# SPDX-License-Identifier: Apache-2.0
"""All machines: are they there, are they well, did they measure everything."""

from dashboards.grafana.source.choices import MACHINES
from dashboards.grafana.source.parts import DASHED, dashboard, hidden, last, now, number, override, query
from dashboards.grafana.source.parts import table, timeline

_MACHINES = 'device="$device", instance=~"$instance"'
_IDENTITY = "instance, device, name, board, driver, vbios, host"
_DAY = 86400


def _at(metric: str) -> str:
    return last(metric, _MACHINES)


def _with_limit(title: str, metric: str, limit: str, unit: str) -> dict:
    return timeline(
        title,
        [query(_at(metric), "{{instance}} {{grid}}"), query(_at(limit), "{{instance}} {{grid}} limit")],
        unit,
        width=8,
        overrides=[override("byRegexp", "/limit$/", **DASHED)],
    )


_DEVICES = table(
    "Devices",
    [
        query(f"max by ({_IDENTITY}) (attnwatch_device_info{{{_MACHINES}}})", table=True),
        query(f"min by (instance, device) (run:attnwatch_success_age:seconds{{{_MACHINES}}})", table=True),
    ],
    "s",
    "Every machine of this kind, and how long ago it last delivered a complete run.",
    width=14,
    height=7,
    transformations=[
        ("merge", {}),
        hidden("Time", "Value #A", **{"Value #B": "last success"}),
    ],
)

_ALERTS = table(
    "Alerts",
    [query('ALERTS{alertname=~"Attnwatch.+", alertstate="firing"}', table=True)],
    "short",
    "What rings now, on all machines; AttnwatchWatchdog always does.",
    width=10,
    height=7,
    transformations=[hidden("Time", "Value", "__name__", "job", "alertstate")],
)

_FRESHNESS = number(
    "Since the last complete run",
    [now(f"run:attnwatch_success_age:seconds{{{_MACHINES}}}", "{{instance}} {{grid}}")],
    "s",
    "Green within a day, red after two.",
    width=8,
    height=5,
    thresholds=[(None, "green"), (_DAY + 3600, "orange"), (2 * _DAY, "red")],
)

_BASELINE_AGE = number(
    "Age of the baseline",
    [now(f"run:attnwatch_baseline_age:seconds{{{_MACHINES}}}", "{{instance}} {{grid}}")],
    "s",
    "Orange where it is stale, red where comparing refuses it (ci/policy.json).",
    width=8,
    height=5,
    thresholds=[(None, "green"), (14 * _DAY, "orange"), (45 * _DAY, "red")],
)

_COVERAGE = number(
    "Coverage",
    [now(f"run:attnwatch_coverage:ratio{{{_MACHINES}}}", "{{instance}} {{grid}}")],
    "percentunit",
    "Cases with a number among those that the grid and the baseline ask for.",
    width=8,
    height=5,
    thresholds=[(None, "red"), (1, "green")],
)

_STATUS = timeline(
    "Cases by status",
    [query(_at("attnwatch_run_cases"), "{{instance}} {{grid}} {{status}}")],
    "short",
    width=12,
)

_FLAGGED = timeline(
    "Flagged visits",
    [query(_at("run:attnwatch_flagged_visits:ratio"), "{{instance}} {{grid}} {{flag}}")],
    "percentunit",
    "Share of the visits that are to be distrusted, by reason.",
    width=12,
)

_SERIES = "{{instance}} {{grid}}"
_CANARY = _SERIES + " {{ceiling}}"

_CEILINGS = [
    timeline(
        "Memory ceilings",
        [query(_at("attnwatch_ceiling_bytes_per_second"), _CANARY + " {{at}}")],
        "Bps",
        "The canaries: code that does not change.",
        width=8,
    ),
    timeline(
        "Compute ceilings",
        [query(_at("attnwatch_ceiling_flops_per_second"), _CANARY + " {{at}}")],
        "si:FLOP/s",
        "The canaries: code that does not change.",
        width=8,
    ),
    timeline(
        "Ceilings against the last two weeks",
        [query(_at("run:attnwatch_ceiling_loss:ratio"), _CANARY)],
        "percentunit",
        "Share that was lost; AttnwatchMachineUnwell rings at 5 %.",
        width=8,
    ),
]

_DEVICE = [
    _with_limit("Clock", "attnwatch_device_clock_hertz", "attnwatch_device_clock_limit_hertz", "hertz"),
    _with_limit("Power", "attnwatch_device_power_watts", "attnwatch_device_power_limit_watts", "watt"),
    timeline("Temperature", [query(_at("attnwatch_device_temperature_celsius"), _SERIES)], "celsius", width=8),
]

DASHBOARD = dashboard(
    "fleet",
    MACHINES,
    [_DEVICES, _ALERTS, _FRESHNESS, _BASELINE_AGE, _COVERAGE, *_DEVICE, *_CEILINGS, _STATUS, _FLAGGED],
)
