#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of count_tests.py on what GoogleTest 1.12 and Bazel 4.2 write."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from count_tests import FAILED, PASSED, SKIPPED, cases_of_events, cases_of_xml  # noqa: E402

_GTEST = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="1" errors="0" time="0.1" name="AllTests">
  <testsuite name="Labels" tests="4" failures="1" disabled="1" skipped="1" errors="0">
    <testcase name="Get" status="run" result="completed" time="0" classname="Labels" />
    <testcase name="Set" status="run" result="completed" time="0" classname="Labels">
      <failure message="labels_test.cc:9&#x0A;Expected equality" type=""><![CDATA[more]]></failure>
    </testcase>
    <testcase name="Gpu" status="run" result="skipped" time="0" classname="Labels">
      <skipped message="labels_test.cc:5&#x0A;no GPU here&#x0A;"><![CDATA[more]]></skipped>
    </testcase>
    <testcase name="DISABLED_Slow" status="notrun" result="suppressed" time="0" classname="Labels" />
  </testsuite>
</testsuites>"""

_SCRIPT = """<testsuites><testsuite name="ci/a_test" tests="1" failures="0" errors="{errors}">
    <testcase name="ci/a_test" status="run" duration="0" time="0">{error}</testcase>
    <system-out>log</system-out></testsuite></testsuites>"""


def _result(label, status="PASSED", attempt=1, xml=_SCRIPT.format(errors=0, error="")):
    identity = {"label": label, "run": 1, "shard": 1, "attempt": attempt}
    return {"id": {"testResult": identity}, "testResult": {"status": status, "xml": xml}}


def _completed(label, **completed):
    return {"id": {"targetCompleted": {"label": label}}, "completed": completed}


def _finished(name):
    return {"id": {"buildFinished": {}}, "finished": {"exitCode": {"name": name}}}


def _outcomes(events):
    return [(case.outcome, case.name) for case in cases_of_events(events, lambda result: result["xml"])]


class CasesOfXml(unittest.TestCase):
    def test_googletest_cases_count_one_each(self):
        cases = cases_of_xml("//results:labels_test", False, _GTEST)
        self.assertEqual([case.outcome for case in cases], [PASSED, FAILED, SKIPPED, SKIPPED])
        self.assertEqual(cases[1].name, "//results:labels_test Labels.Set")

    def test_a_skipped_case_keeps_its_message(self):
        cases = cases_of_xml("//results:labels_test", False, _GTEST)
        self.assertEqual([case.message for case in cases[2:]], ["no GPU here", "disabled"])

    def test_a_script_is_one_case(self):
        cases = cases_of_xml("//ci:a_test", True, _SCRIPT.format(errors=0, error=""))
        self.assertEqual([(case.outcome, case.name) for case in cases], [(PASSED, "//ci:a_test")])

    def test_a_failed_script_is_one_failed_case(self):
        error = '<error message="exited with error code 1"></error>'
        cases = cases_of_xml("//ci:a_test", False, _SCRIPT.format(errors=1, error=error))
        self.assertEqual([case.outcome for case in cases], [FAILED])
        self.assertEqual(cases[0].message, "exited with error code 1\n    log")

    def test_a_crash_after_the_cases_passed_is_a_failure(self):
        cases = cases_of_xml("//ci:a_test", False, _SCRIPT.format(errors=0, error=""))
        self.assertEqual([case.outcome for case in cases], [PASSED, FAILED])

    def test_no_readable_case_is_never_a_pass(self):
        for passed in (True, False):
            for xml in ("", "<testsuites>", "<testsuites/>"):
                cases = cases_of_xml("//ci:a_test", passed, xml)
                self.assertEqual([case.outcome for case in cases], [FAILED], (passed, xml))


class CasesOfEvents(unittest.TestCase):
    def test_results_of_all_targets(self):
        events = [_result("//b"), _result("//a"), _completed("//a", success=True), _finished("SUCCESS")]
        self.assertEqual(_outcomes(events), [(PASSED, "//a"), (PASSED, "//b")])

    def test_the_last_attempt_counts(self):
        events = [_result("//a", "FAILED", 1), _result("//a", "PASSED", 2), _finished("SUCCESS")]
        self.assertEqual(_outcomes(events), [(PASSED, "//a")])

    def test_a_target_that_does_not_build_is_one_failure(self):
        events = [_result("//a"), _completed("//b", failureDetail={"message": "gcc"}), _finished("BUILD_FAILURE")]
        self.assertEqual(_outcomes(events), [(PASSED, "//a"), (FAILED, "//b")])

    def test_a_test_that_was_not_run_is_a_failure(self):
        summary = {"id": {"testSummary": {"label": "//a"}}, "testSummary": {"overallStatus": "NO_STATUS"}}
        self.assertEqual(_outcomes([summary, _finished("INTERRUPTED")]), [(FAILED, "//a")])

    def test_an_error_of_no_target_is_one_failure(self):
        self.assertEqual(_outcomes([_result("//a"), _finished("PARSING_FAILURE")]), [(PASSED, "//a"), (FAILED, "bazel")])

    def test_a_log_without_its_end_is_a_failure(self):
        self.assertEqual(_outcomes([_result("//a")]), [(PASSED, "//a"), (FAILED, "bazel")])


if __name__ == "__main__":
    unittest.main()
