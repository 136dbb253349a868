#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What must hold of every workflow in .github/workflows, and that each rule finds its fault.

    ci/workflows_test.py REPOSITORY_ROOT

GitHub alone can run a workflow; this finds what can be read: it parses, reads only unless a job says why
not, never hands a token that may write to the code of a change, keeps its logic in ci/*.sh, and names
scripts that are there.
"""

import os
import re
import sys
import unittest
from typing import Dict, Iterator, List, Tuple

import yaml

_ROOT = sys.argv.pop(1) if len(sys.argv) > 1 else "."
_FOLDER = os.path.join(_ROOT, ".github", "workflows")
_RUN_LINES_MAX = 3
_PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$")
# What a person outside may write into: a shell must not read it as a part of its script.
_EXPRESSION = re.compile(r"\$\{\{")


def _steps(workflow: Dict) -> Iterator[Tuple[str, Dict]]:
    for name, job in workflow["jobs"].items():
        for step in job.get("steps", []):
            yield name, step


def _events(workflow: Dict) -> List[str]:
    events = workflow.get("on", workflow.get(True))  # YAML reads `on` as true
    return [events] if isinstance(events, str) else list(events)


def _permission_faults(workflow: Dict) -> Iterator[str]:
    if workflow.get("permissions") != {"contents": "read"}:
        yield "permissions are not {contents: read}"
    for name, job in workflow["jobs"].items():
        permissions = job.get("permissions", {})
        if not isinstance(permissions, dict):
            yield f"{name}: permissions are not named one by one"
            continue
        writes = [key for key, value in permissions.items() if value == "write"]
        if writes and _events(workflow) != ["workflow_run"]:
            yield f"{name}: may write {writes}, but is not started by workflow_run"


def _checkout_faults(workflow: Dict) -> Iterator[str]:
    for name, step in _steps(workflow):
        if not step.get("uses", "").startswith("actions/checkout@"):
            continue
        options = step.get("with", {})
        if options.get("persist-credentials") is not False:
            yield f"{name}: leaves its token in the checkout"
        ref = str(options.get("ref", ""))
        if "workflow_run" in _events(workflow) and "default_branch" not in ref:
            yield f"{name}: checks out {ref or 'no named branch'} with the right to write"


def _step_faults(workflow: Dict) -> Iterator[str]:
    for name, step in _steps(workflow):
        uses, run = step.get("uses", ""), step.get("run", "")
        if uses and not _PINNED.match(uses):
            yield f"{name}: {uses} is not pinned by a commit"
        if len(run.strip().splitlines()) > _RUN_LINES_MAX:
            yield f"{name}: more than {_RUN_LINES_MAX} lines in a run: logic belongs into ci/*.sh"
        if _EXPRESSION.search(run):
            yield f"{name}: an expression in a run; hand it over in env"
        for script in re.findall(r"\bci/[\w/.]+", run):
            if not os.access(os.path.join(_ROOT, script), os.X_OK):
                yield f"{name}: {script} is no program here"


def faults(text: str) -> List[str]:
    workflow = yaml.safe_load(text)
    found = []
    if "pull_request_target" in _events(workflow):
        found.append("pull_request_target runs with secrets")
    for check in (_permission_faults, _checkout_faults, _step_faults):
        found += check(workflow)
    found += [f"{name}: no timeout-minutes" for name, job in workflow["jobs"].items()
              if "timeout-minutes" not in job]
    return found


def _read(name: str) -> str:
    with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
        return file.read()


class WorkflowsTest(unittest.TestCase):
    def test_every_workflow_is_without_fault(self):
        names = sorted(os.listdir(_FOLDER))
        self.assertEqual(["gate.yml", "gate_comment.yml", "nightly.yml", "tests.yml"], names)
        for name in names:
            self.assertEqual([], faults(_read(name)), name)

    def test_the_comment_follows_the_gate_by_its_name(self):
        gate, comment = yaml.safe_load(_read("gate.yml")), yaml.safe_load(_read("gate_comment.yml"))
        self.assertEqual([gate["name"]], comment[True]["workflow_run"]["workflows"])
        artifact = [step["with"]["name"] for _, step in _steps(gate) if "upload" in step.get("uses", "")]
        self.assertEqual(["verdict"], artifact)

    def test_each_rule_finds_its_fault(self):
        for name, good, bad, fault in (
            ("gate.yml", "  pull_request:", "  pull_request_target:", "pull_request_target"),
            ("gate.yml", "  contents: read", "  contents: write", "permissions are not"),
            ("gate.yml", "    timeout-minutes: 60", "    permissions: write-all\n"
             "    timeout-minutes: 60", "one by one"),
            ("gate.yml", "    timeout-minutes: 60", "    timeout-minutes: 60\n"
             "    permissions: {pull-requests: write}", "may write"),
            ("gate.yml", "    timeout-minutes: 60", "", "no timeout"),
            ("gate.yml", "          persist-credentials: false", "", "leaves its token"),
            ("gate_comment.yml", "github.event.repository.default_branch",
             "github.event.workflow_run.head_sha", "with the right to write"),
            ("nightly.yml", "checkout@11bd71901bbe5b1630ceea73d27597364c9af683", "checkout@v4", "pinned"),
            ("nightly.yml", "run: ci/nightly.sh", "run: ci/daily.sh", "no program here"),
            ("nightly.yml", "run: ci/nightly.sh", "run: echo ${{ github.ref }} ci/nightly.sh", "env"),
            ("nightly.yml", "run: ci/nightly.sh", "run: |\n          a\n          b\n          c\n"
             "          ci/nightly.sh", "logic belongs"),
        ):
            text = _read(name)
            self.assertIn(good, text)
            found = faults(text.replace(good, bad, 1))
            self.assertTrue(any(fault in one for one in found), f"{fault}: {found}")


if __name__ == "__main__":
    unittest.main()
