// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_annotations.h"

#include <fmt/format.h>

#include "report/verdict_lines.h"

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

// A line, and how many cases or shifts it tells of.
struct Counted {
  std::string text;
  size_t count = 1;
};

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
  std::vector<Counted> lines;
  for (const Shift& shift : report.shifts) {
    lines.push_back(
        {Annotation(LevelOf(shift.verdict), "moved together", DescribeShift(shift)), 1});
  }
  for (const ReportLine& line : GroupWholeKernels(report)) {
    if (IsListed(line.shown)) lines.push_back({FormatCase(line.shown), line.case_count});
  }
  std::string text = Annotation(
      Level(report.exit_code), OutcomeName(report.exit_code),
      fmt::format("{} on {}, grid {}", CountVerdicts(report), report.device_key, report.grid));
  const bool is_cut = lines.size() > kAnnotationsMax - 1;
  const size_t shown = is_cut ? kAnnotationsMax - 2 : lines.size();
  for (size_t i = 0; i < shown; ++i) text += lines[i].text;
  if (is_cut) {
    size_t cut = 0;
    for (size_t i = shown; i < lines.size(); ++i) cut += lines[i].count;
    text += Annotation(Level(report.exit_code), "more",
                       fmt::format("{} less severe ones are in the report", cut));
  }
  return text;
}

}  // namespace attnwatch
