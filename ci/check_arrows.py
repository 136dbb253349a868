#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that Bazel refuses every arrow between our folders that the architecture forbids.

    ci/check_arrows.py

In a scratch copy of the workspace every package gets targets that depend on the libraries of every
other folder, and Bazel analyses them: a forbidden one must be "not visible", every time; of an allowed
arrow one library must be visible. Exit codes: 0 all as it should be, 4 not so, 2 no answer.
"""

import itertools
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# What a folder may include. One that does not exist yet is passed over.
_ARROWS = {
    "kernels": [],
    "benchmarks": ["kernels", "results"],
    "results": [],
    "baselines": ["results"],
    "compare": ["results"],
    "report": ["compare", "results"],
    "dashboards": ["report", "compare", "results"],
    "ci": ["results", "baselines", "compare", "report", "dashboards"],
}

_PROBE = 'cc_library(name = "{name}", testonly = True, deps = ["{library}"])\n'


def _bazel(scratch: pathlib.Path, *args: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bazel", f"--output_base={scratch / 'output_base'}", *args],
        cwd=scratch / "workspace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _libraries(scratch: pathlib.Path, folder: str) -> list:
    query = _bazel(scratch, "query", "--noshow_progress", f'kind("cc_library", //{folder}/...)')
    if query.returncode != 0:
        raise RuntimeError(query.stderr)
    return query.stdout.split()


def _write_probes(workspace: pathlib.Path, libraries: dict) -> dict:
    """Appends the targets to the BUILD files; returns {arrow: [label of such a target]}."""
    probes = {arrow: [] for arrow in itertools.permutations(libraries, 2)}
    for (source, target), labels in probes.items():
        for build in sorted((workspace / source).rglob("BUILD")):
            package = build.parent.relative_to(workspace)
            with open(build, "a") as file:
                for number, library in enumerate(libraries[target]):
                    name = f"arrow_to_{target}_{number}"
                    file.write("\n" + _PROBE.format(name=name, library=library))
                    labels.append(f"//{package}:{name}")
    return probes


def _refused(scratch: pathlib.Path, probes: dict) -> set:
    """The labels that Bazel refuses to analyse because of visibility."""
    labels = [label for labels in probes.values() for label in labels]
    targets = scratch / "targets"
    targets.write_text("\n".join(labels))
    build = _bazel(
        scratch, "build", "--nobuild", "--keep_going", "--noshow_progress", f"--target_pattern_file={targets}"
    )
    refused = set(re.findall(r"is not visible from target '(\S+)'", build.stderr))
    # A probe that failed for another reason proves nothing.
    failed = set(re.findall(r"errors encountered while analyzing target '(\S+)'", build.stderr))
    if not refused or failed - refused:
        errors = [line for line in build.stderr.splitlines() if "ERROR" in line and "not visible" not in line]
        raise RuntimeError("\n".join(errors) or build.stderr)
    return refused


def _wrong(arrow: tuple, labels: list, refused: set) -> list:
    """What is wrong about an arrow, one line each."""
    source, target = arrow
    visible = [label for label in labels if label not in refused]
    if target not in _ARROWS[source]:
        return [f"{label} can use //{target}, and must not" for label in visible]
    return [] if visible else [f"//{source} cannot use anything of //{target}, and should"]


def check(source: pathlib.Path) -> int:
    with tempfile.TemporaryDirectory() as directory:
        scratch = pathlib.Path(directory)
        workspace = scratch / "workspace"
        shutil.copytree(
            source, workspace, symlinks=True, ignore=shutil.ignore_patterns("bazel-*", ".git", "out")
        )
        try:
            folders = [folder for folder in _ARROWS if any((workspace / folder).rglob("BUILD"))]
            probes = _write_probes(workspace, {folder: _libraries(scratch, folder) for folder in folders})
            refused = _refused(scratch, probes)
        except RuntimeError as error:
            print(f"ci/check_arrows.py: no answer: {error}", file=sys.stderr)
            return 2
        finally:
            _bazel(scratch, "shutdown")
    wrong = [line for arrow, labels in probes.items() for line in _wrong(arrow, labels, refused)]
    print("\n".join(wrong) if wrong else f"{len(probes)} arrows between {len(folders)} folders are as they should be")
    return 4 if wrong else 0


if __name__ == "__main__":
    sys.exit(check(pathlib.Path(__file__).resolve().parent.parent))
