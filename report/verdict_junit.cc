// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/svg.h"

namespace attnwatch {
namespace {

enum class Result { kPassed, kSkipped, kFailure, kError };

Result ResultOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRegressed:
      return Result::kFailure;
    case Verdict::kMissing:
    case Verdict::kFailed:
    case Verdict::kIncorrect:
    case Verdict::kInvalid:
    case Verdict::kNotRun:
      return Result::kError;
    case Verdict::kUnconfirmed:
    case Verdict::kInconclusive:
      return Result::kSkipped;
    case Verdict::kMinor:
    case Verdict::kImproved:
    case Verdict::kEquivalent:
    case Verdict::kNew:
    case Verdict::kTolerated:
      break;
  }
  return Result::kPassed;
}

struct TestCase {
  std::string name;
  std::string class_name;
  double seconds = 0;
  Result result = Result::kPassed;
  std::string type;
  std::string message;
};

std::string Message(const ReportCase& one) {
  std::string text = DescribeRatio(one.point);
  text += (text.empty() ? "" : ": ") + DescribeReason(one.point);
  return one.cause.empty() ? text : text + "; " + one.cause;
}

// What is known besides the cases and must not pass as green: an interrupted candidate, a baseline
// that is required and not there.
TestCase WholeComparison(const VerdictReport& report) {
  TestCase whole = {"whole comparison", "comparison", 0, Result::kPassed, "", ""};
  whole.type = OutcomeName(report.exit_code);
  whole.message = fmt::format("{}: {}", whole.type, CountVerdicts(report));
  for (const Notice& notice : report.notices) {
    if (notice.severity == Severity::kError) whole.message += "; " + notice.text;
  }
  if (report.exit_code == kExitRegression) whole.result = Result::kFailure;
  if (report.exit_code == kExitNoAnswer) whole.result = Result::kSkipped;
  if (report.exit_code == kExitMissing || report.exit_code == kExitUsage) {
    whole.result = Result::kError;
  }
  return whole;
}

std::vector<TestCase> MakeTestCases(const VerdictReport& report) {
  std::vector<TestCase> tests = {WholeComparison(report)};
  for (const Shift& shift : report.shifts) {
    tests.push_back({GroupName(shift.scope), "shift", 0, ResultOf(shift.verdict),
                     std::string(VerdictName(shift.verdict)), DescribeShift(shift)});
  }
  for (const ReportCase& one : report.cases) {
    tests.push_back({one.name, "case", one.point.candidate_seconds, ResultOf(one.point.verdict),
                     std::string(VerdictName(one.point.verdict)), Message(one)});
  }
  return tests;
}

std::string FormatTest(const TestCase& test) {
  // xs:decimal has no exponent.
  std::string xml =
      fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{:.9f}\"",
                  EscapeMarkup(test.name), EscapeMarkup(test.class_name), test.seconds);
  const std::string message = EscapeMarkup(test.message);
  switch (test.result) {
    case Result::kPassed:
      return xml + "/>\n";
    case Result::kSkipped:
      return xml + fmt::format("><skipped message=\"{}: {}\"/></testcase>\n",
                               EscapeMarkup(test.type), message);
    case Result::kFailure:
    case Result::kError:
      break;
  }
  const std::string_view element = test.result == Result::kFailure ? "failure" : "error";
  return xml + fmt::format("><{0} message=\"{1}\" type=\"{2}\">{1}</{0}></testcase>\n", element,
                           message, EscapeMarkup(test.type));
}

size_t Count(const std::vector<TestCase>& tests, Result result) {
  return static_cast<size_t>(std::count_if(
      tests.begin(), tests.end(), [&](const TestCase& test) { return test.result == result; }));
}

std::string FormatProperties(const VerdictReport& report) {
  std::string xml = "    <properties>\n";
  const auto add = [&](std::string_view name, const std::string& value) {
    xml += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", EscapeMarkup(name),
                       EscapeMarkup(value));
  };
  add("device_key", report.device_key);
  add("comparison", report.comparison);
  add("baseline_commit", report.baseline.commit);
  add("candidate_commit", report.candidate.commit);
  for (const EnvironmentDifference& difference : report.differences) {
    add("differs: " + difference.name, difference.baseline + " -> " + difference.candidate);
  }
  return xml + "    </properties>\n";
}

std::string Output(const VerdictReport& report) {
  std::string text;
  for (const Notice& notice : report.notices) text += notice.text + "\n";
  for (const std::string& cause : report.causes) text += cause + "\n";
  return EscapeMarkup(text);
}

}  // namespace

std::string FormatVerdictJunit(const VerdictReport& report) {
  const std::vector<TestCase> tests = MakeTestCases(report);
  double seconds = 0;
  for (const TestCase& test : tests) seconds += test.seconds;
  const std::string suite = EscapeMarkup(report.suite + "." + report.grid);
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite package=\"{0}\" "
      "id=\"0\" name=\"{0}\" timestamp=\"{1}\" hostname=\"{2}\" tests=\"{3}\" "
      "failures=\"{4}\" errors=\"{5}\" skipped=\"{6}\" time=\"{7:.9f}\">\n",
      suite, EscapeMarkup(report.candidate.started_at.substr(0, 19)),  // without its zone
      EscapeMarkup(report.device_key), tests.size(), Count(tests, Result::kFailure),
      Count(tests, Result::kError), Count(tests, Result::kSkipped), seconds);
  xml += FormatProperties(report);
  for (const TestCase& test : tests) xml += FormatTest(test);
  return xml + "    <system-out>" + Output(report) +
         "</system-out>\n    <system-err></system-err>\n  </testsuite>\n</testsuites>\n";
}

}  // namespace attnwatch
