#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of one `bazel test`.

    bazel test --build_event_json_file=events.json //...
    ci/count_tests.py events.json

Prints each failed and each skipped case with its message, then `N passed, N failed, N skipped`. A
GoogleTest case counts as one; so does a test without cases of its own (a script), a target that does
not build, and a build that ended in an error for no target's sake. Always exits 0 once it could count.
"""

import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree
from typing import Iterator, List, NamedTuple

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"

# How Bazel ends where every target was built: tests may have failed, and then say so themselves.
_BUILT = ("SUCCESS", "TESTS_FAILED")


# How much of a failed script's log is printed.
_LOG_LINES = 15


class Case(NamedTuple):
    outcome: str  # PASSED, FAILED or SKIPPED
    name: str
    message: str


def _first_line(text: str) -> str:
    # GoogleTest puts the place on a line of its own before the message.
    lines = re.sub(r"^\S+:\d+\n", "", (text or "").strip()).strip().splitlines()
    return lines[0] if lines else "no message"


def _end_of_log(suites: ElementTree.Element) -> str:
    """What a script printed last, on lines of their own: a machine that is gone leaves no other trace."""
    text = "".join(found.text or "" for found in suites.iter("system-out"))
    return "".join(f"\n    {line}" for line in text.strip().splitlines()[-_LOG_LINES:])


def _case(label: str, element: ElementTree.Element) -> Case:
    suite = element.get("classname")
    name = f"{label} {suite}.{element.get('name')}" if suite else label
    for tag, outcome in (("failure", FAILED), ("error", FAILED), ("skipped", SKIPPED)):
        found = element.find(tag)
        if found is not None:
            return Case(outcome, name, _first_line(found.get("message") or found.text))
    if element.get("status") == "notrun":
        return Case(SKIPPED, name, "disabled")
    return Case(PASSED, name, "")


def cases_of_xml(label: str, passed: bool, xml: str) -> List[Case]:
    """The cases in the text of one test.xml. A test that failed has at least one failed case."""
    try:
        suites = ElementTree.fromstring(xml)
        log = _end_of_log(suites)
        cases = [_case(label, element) for element in suites.iter("testcase")]
        cases = [case._replace(message=case.message + log) if case.outcome == FAILED else case for case in cases]
    except ElementTree.ParseError:
        cases = []
    if not passed and not any(case.outcome == FAILED for case in cases):
        cases.append(Case(FAILED, label, "failed outside its test cases (crash, timeout, exit code)"))
    if not cases:
        cases.append(Case(FAILED, label, "passed, but reports no test case"))
    return cases


def _read_xml(test_result: dict) -> str:
    for output in test_result.get("testActionOutput", []):
        if output["name"] == "test.xml":
            with open(urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)) as file:
                return file.read()
    return ""


def cases_of_events(events: List[dict], read_xml=_read_xml) -> Iterator[Case]:
    """The cases of a build, from its build events (one dictionary an event)."""
    results, failures, ending = {}, {}, "no end"
    for event in events:
        identity = event["id"]
        if "testResult" in identity:
            test = identity["testResult"]
            # A later attempt of the same test takes the place of an earlier one.
            results[test["label"], test.get("run"), test.get("shard")] = event["testResult"]
        elif "targetCompleted" in identity and not event.get("completed", {}).get("success"):
            detail = event.get("completed", {}).get("failureDetail") or event.get("aborted", {})
            failures[identity["targetCompleted"]["label"]] = detail
        elif "testSummary" in identity and event["testSummary"].get("overallStatus") == "NO_STATUS":
            failures[identity["testSummary"]["label"]] = {"message": "was not run"}
        elif "buildFinished" in identity:
            ending = event["finished"].get("exitCode", {}).get("name", "SUCCESS")

    for (label, _, _), result in sorted(results.items()):
        yield from cases_of_xml(label, result["status"] == "PASSED", read_xml(result))
    for label, detail in sorted(failures.items()):
        message = detail.get("message") or detail.get("description")
        yield Case(FAILED, label, "does not build: " + _first_line(message))
    if ending not in _BUILT and not failures:
        yield Case(FAILED, "bazel", "ended with " + ending)


def main(path: str) -> None:
    with open(path) as file:
        cases = list(cases_of_events([json.loads(line) for line in file]))
    for case in cases:
        if case.outcome != PASSED:
            print(f"{case.outcome}: {case.name}: {case.message}")
    count = {outcome: sum(case.outcome == outcome for case in cases) for outcome in (PASSED, FAILED, SKIPPED)}
    print(f"{count[PASSED]} passed, {count[FAILED]} failed, {count[SKIPPED]} skipped")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: ci/count_tests.py EVENTS.json")
    main(sys.argv[1])
