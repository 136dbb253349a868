// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_annotations.h"

#include <fmt/format.h>

namespace attnwatch {
namespace {

// Percent-encodes what would end a message or start a command; properties also at : and ,.
std::string Escape(std::string_view text, bool is_property) {
  std::string escaped;
  for (const char c : text) {
    const bool encode =
        c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    escaped += encode ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return escaped;
}

std::string Annotation(std::string_view level, std::string_view title, std::string_view text) {
  return fmt::format("::{} title={}::{}\n", level, Escape(title, true), Escape(text, false));
}

std::string_view Level(ExitCode exit_code) {
  if (exit_code == kExitPass) return "notice";
  return exit_code == kExitNoAnswer ? "warning" : "error";
}

std::string_view LevelOf(Verdict verdict) {
  Judgement alone;
  alone.points.emplace_back().verdict = verdict;
  return Level(ExitCodeOf(alone));
}

bool IsListed(const ReportCase& one) {
  return LevelOf(one.point.verdict) != "notice" || one.point.verdict == Verdict::kMinor;
}

std::string FormatCase(const ReportCase& one) {
  std::string text = DescribeRatio(one.point);
  text += (text.empty() ? "" : " ") + DescribeReason(one.point);
  if (!one.cause.empty()) text += "; " + one.cause;
  return Annotation(LevelOf(one.point.verdict),
                    fmt::format("{}: {}", VerdictName(one.point.verdict), one.name), text);
}

}  // namespace

std::string FormatVerdictAnnotations(const VerdictReport& report) {
  std::vector<std::string> lines;
  for (const Shift& shift : report.shifts) {
    lines.push_back(Annotation(LevelOf(shift.verdict), "moved together", DescribeShift(shift)));
  }
  for (const ReportCase& one : report.cases) {
    if (IsListed(one)) lines.push_back(FormatCase(one));
  }
  std::string text = Annotation(
      Level(report.exit_code), OutcomeName(report.exit_code),
      fmt::format("{} on {}, grid {}", CountVerdicts(report), report.device_key, report.grid));
  const bool is_cut = lines.size() > kAnnotationsMax - 1;
  const size_t shown = is_cut ? kAnnotationsMax - 2 : lines.size();
  for (size_t i = 0; i < shown; ++i) text += lines[i];
  if (is_cut) {
    text += Annotation(Level(report.exit_code), "more",
                       fmt::format("{} less severe ones are in the report", lines.size() - shown));
  }
  return text;
}

}  // namespace attnwatch
