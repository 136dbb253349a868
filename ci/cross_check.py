#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do other people's stopwatches agree with ours? For people with a GPU, PyTorch and Triton.

    ci/cross_check.py path/to/attention_score [--head_dim=8,64,65,...] [--out=cross_check.json]

Times the figure's GEMM (b=4, a=96, s=2048, float16, tn), one shape after the other, on the same GPU in the
same minutes three ways: our program's kernel `cublas` (a run of that shape alone, its first ten rounds left
out as the others leave out their warm-up); torch.bmm under triton.testing.do_bench (median); torch.bmm in the loop of
the figure's authors (CUDA events, 50 warm-up calls, 200 timed ones, minimum). Prints milliseconds and the
ratios to ours. Exit codes: 0 all do_bench medians within --tolerance of ours (shapes that run into the
board's power cap are shown, not counted), 1 not so, 2 wrong use.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

_BATCH, _HEADS, _SEQ_LEN = 4, 96, 2048
# Of the board's power limit: above it the cap decides how fast a shape is.
_CAPPED = 0.95


def _ours(program: str, head_dim: int) -> tuple:
    """Median seconds and median watts of one shape alone, as the other two ways measure it."""
    with tempfile.TemporaryDirectory() as folder:
        run_out = pathlib.Path(folder, "run.json")
        subprocess.run(
            [
                program,
                "--grid=figure",
                f"--head_dim={head_dim}",
                "--kernels=cublas",
                "--rounds=30",
                "--settle=0",
                f"--run_out={run_out}",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        run = json.loads(run_out.read_text())
    visits = [v for v in run["measurements"][0]["visits"] if v["round"] > 10]
    seconds = statistics.median(s for v in visits for s in v["seconds"])
    watts = statistics.median(v["power_watts"] for v in visits)
    limit = float(run["environment"]["soft"]["power_limit_milliwatts"]) / 1e3
    return seconds, watts / limit


def _matrices(head_dim: int):
    import torch

    shape = (_BATCH * _HEADS, _SEQ_LEN, head_dim)
    query, key = (
        torch.empty(shape, device="cuda", dtype=torch.float16).uniform_(-1, 1) for _ in range(2)
    )
    scores = torch.empty((shape[0], _SEQ_LEN, _SEQ_LEN), device="cuda", dtype=torch.float16)
    return query, key.transpose(1, 2), scores


def _do_bench(call) -> float:
    from triton.testing import do_bench

    return do_bench(call, warmup=100, rep=400, return_mode="median") / 1e3


def _authors_loop(call) -> float:
    import torch

    events = [[torch.cuda.Event(enable_timing=True) for _ in range(2)] for _ in range(250)]
    for start, stop in events:
        start.record()
        call()
        stop.record()
    torch.cuda.synchronize()
    return min(start.elapsed_time(stop) for start, stop in events[50:]) / 1e3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="path to attention_score")
    parser.add_argument("--head_dim", default="8,16,33,64,65,66,96,128,256,320")
    parser.add_argument("--tolerance", type=float, default=0.015)
    parser.add_argument("--out", help="write the figures as JSON, too")
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        print("cross_check.py: PyTorch is missing", file=sys.stderr)
        return 2

    head_dims = [int(d) for d in arguments.head_dim.split(",")]
    rows, worst = [], 0.0
    print("    d   ours ms   power  do_bench ms  ratio   authors' min ms  ratio")
    for d in head_dims:
        query, key, scores = _matrices(d)
        call = lambda: torch.bmm(query, key, out=scores)  # noqa: E731
        bench, loop = _do_bench(call), _authors_loop(call)
        del query, key, scores
        seconds, power = _ours(arguments.program, d)
        rows.append(
            {
                "head_dim": d,
                "ours_seconds": seconds,
                "share_of_power_limit": power,
                "do_bench_seconds": bench,
                "authors_seconds": loop,
            }
        )
        if power < _CAPPED:
            worst = max(worst, abs(bench / seconds - 1))
        print(
            f"{d:5} {seconds * 1e3:9.4f} {power:7.2f} {bench * 1e3:12.4f} {bench / seconds:6.4f}"
            f" {loop * 1e3:17.4f} {loop / seconds:6.4f}"
        )
    print(f"do_bench differs by at most {worst:.2%} on shapes that were not power-capped")
    if arguments.out:
        pathlib.Path(arguments.out).write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if worst <= arguments.tolerance else 1


if __name__ == "__main__":
    sys.exit(main())
