# SPDX-License-Identifier: Apache-2.0
"""Nights that were not measured: copies of one real run with other times, for history and dashboards."""

import copy
import datetime
import json
import pathlib
import random

# Enough cases for a judgement, few enough for seconds.
_HEAD_DIMS = range(33, 97)


def _of(run: dict, end: datetime.datetime, seed: int, slower: dict) -> dict:
    """The run as it would be had it ended then; `slower` is head_dim -> factor."""
    night = copy.deepcopy(run)
    scatter = random.Random(seed)
    seconds = max(visit["at_seconds"] for case in run["measurements"] for visit in case["visits"])
    night["started_at"] = (end - datetime.timedelta(seconds=seconds + 1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    night["id"] = f"{end:%Y%m%dT%H%M%SZ}-synthetic-{seed}"
    for case in night["measurements"]:
        # Runs of identical code differ by permilles.
        factor = slower.get(int(case["labels"]["head_dim"]), 1) * scatter.gauss(1, 0.002)
        for visit in case["visits"]:
            visit["seconds"] = [sample * factor for sample in visit["seconds"]]
    return night


def write(source: pathlib.Path, folder: pathlib.Path, ends: list, slower: dict, slower_count: int = 1) -> list:
    """A folder with a run.json for each of `ends`, the last ones slower; returns the files."""
    run = json.loads(source.read_text())
    run["measurements"] = [
        case
        for case in run["measurements"]
        if case["labels"]["kernel"] == "cublas" and int(case["labels"]["head_dim"]) in _HEAD_DIMS
    ]
    paths = []
    for seed, end in enumerate(ends):
        night = _of(run, end, seed, slower if seed >= len(ends) - slower_count else {})
        paths.append(folder / f"night{seed:02}" / "run.json")
        paths[-1].parent.mkdir(parents=True)
        paths[-1].write_text(json.dumps(night))
    return paths
