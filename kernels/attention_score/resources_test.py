#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests what the assembler says of our kernels: no stack, no spills, registers within the plan.

    resources_test.py REPORT...

A report is the output of `ptxas -v`. Prints a line for each kernel. Exit codes: 0 as planned, or no
report (a build without CUDA), 1 not so.
"""

import re
import sys
from typing import Iterator, NamedTuple

# The most registers a thread may have, by what the kernel's name contains. The Hopper kernels start
# with 168, what 384 threads can have alike, or with 128, what 512 can, and then move them to those
# that multiply.
_PLAN = {
    "FlatLines": 168,
    "FlatPool": 128,
    "FlatRepack": 168,
    "FlatStream": 168,
    "FlatPortable": 128,
    "Pad": 40,
}


class Usage(NamedTuple):
    kernel: str
    stack: int
    spilled: int
    registers: int


def read(report: str) -> Iterator[Usage]:
    pattern = (
        r"Function properties for (\S+)\s+(\d+) bytes stack frame, (\d+) bytes spill stores, "
        r"(\d+) bytes spill loads\s+ptxas info\s+: Used (\d+) registers"
    )
    for kernel, stack, stores, loads, registers in re.findall(pattern, report):
        yield Usage(kernel, int(stack), int(stores) + int(loads), int(registers))


def wrong(usage: Usage) -> str:
    """What is not as planned, or nothing."""
    limits = [limit for name, limit in _PLAN.items() if name in usage.kernel]
    if len(limits) != 1:
        return "is not in the plan"
    if usage.stack or usage.spilled:
        return f"uses {usage.stack} bytes of stack and spills {usage.spilled}"
    if usage.registers > limits[0]:
        return f"has {usage.registers} registers, the plan is {limits[0]}"
    return ""


def main() -> int:
    failures = 0
    for path in sys.argv[1:]:
        with open(path) as file:
            report = file.read()
        usages = list(read(report))
        if not usages:
            print(f"{path}: names no kernel")
            failures += 1
        # What the assembler warns of without failing: wgmma that waits for itself, registers that
        # do not move.
        for warning in re.findall(r".*(?:serialized|setmaxnreg ignored).*", report):
            print(warning)
            failures += 1
        for usage in usages:
            problem = wrong(usage)
            print(f"{usage.kernel}: {usage.registers} registers{': ' + problem if problem else ''}")
            failures += problem != ""
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
