# SPDX-License-Identifier: Apache-2.0
"""What is chosen at the top of the dashboards, and the selectors of a query that say so."""

from dashboards.grafana.source.parts import variable

_CASES = "attnwatch_case_duration_seconds"

RUN = 'device="$device", grid="$grid", instance=~"$instance"'
KERNEL = f'{RUN}, kernel="$kernel", dtype="$dtype", layout="$layout"'
CASE = f'{KERNEL}, batch="$batch", heads="$heads", seq_len="$seq_len", head_dim="$head_dim"'

MACHINES = [
    variable("device", "attnwatch_run_info"),
    variable("instance", 'attnwatch_run_info{device="$device"}', everything=True),
]
RUNS = [MACHINES[0], variable("grid", 'attnwatch_run_info{device="$device"}'), MACHINES[1]]
KERNELS = RUNS + [
    variable("kernel", f"{_CASES}{{{RUN}}}"),
    variable("dtype", f'{_CASES}{{{RUN}, kernel="$kernel"}}'),
    variable("layout", f'{_CASES}{{{RUN}, kernel="$kernel", dtype="$dtype"}}'),
]
_SHAPE = ["batch", "heads", "seq_len", "head_dim"]
CASES = KERNELS + [variable(name, f"{_CASES}{{{KERNEL}}}") for name in _SHAPE]
