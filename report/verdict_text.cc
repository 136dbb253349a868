// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/text.h"
#include "report/units.h"
#include "report/verdict_lines.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr std::string_view kRed = "31";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kYellow = "33";
constexpr size_t kCommitDigits = 12;

std::string Paint(std::string_view text, std::string_view colour, bool on) {
  return on ? fmt::format("\x1b[1;{}m{}\x1b[0m", colour, text) : std::string(text);
}

std::string_view ColourOf(ExitCode exit_code) {
  if (exit_code == kExitPass) return kGreen;
  return exit_code == kExitNoAnswer ? kYellow : kRed;
}

std::string FormatSide(std::string_view name, const ReportSide& side) {
  if (side.run_ids.empty()) return fmt::format("  {:<10}none yet\n", name);
  return OneLine(fmt::format("  {:<10}{}  {}  {} run{}{}", name,
                             side.commit.empty() ? "unknown" : side.commit.substr(0, kCommitDigits),
                             side.started_at, side.run_ids.size(),
                             side.run_ids.size() == 1 ? "" : "s",
                             side.board.empty() ? "" : "  board " + side.board)) +
         "\n";
}

std::string FormatHead(const VerdictReport& report, bool colour) {
  std::string text = OneLine(fmt::format("{}, grid {}, against {}", report.device_key, report.grid,
                                         report.comparison)) +
                     "\n";
  text += FormatSide("baseline", report.baseline) + FormatSide("candidate", report.candidate);
  const std::string outcome =
      fmt::format("{} (exit code {}): ", OutcomeName(report.exit_code), report.exit_code);
  return text + "\n" + Paint(outcome, ColourOf(report.exit_code), colour) + CountVerdicts(report) +
         "\n";
}

std::string FormatNotice(const Notice& notice, bool colour) {
  switch (notice.severity) {
    case Severity::kError:
      return Paint("ERROR", kRed, colour) + ": " + OneLine(notice.text) + "\n";
    case Severity::kWarning:
      return Paint("WARNING", kYellow, colour) + ": " + OneLine(notice.text) + "\n";
    case Severity::kNote:
      break;
  }
  return OneLine(notice.text) + "\n";
}

std::string FormatLine(const ReportLine& line) {
  const ReportCase& one = line.shown;
  std::string text = "  " + one.name;
  if (line.case_count > 1) {
    text += " (" + DescribeReason(one.point) + ")\n";
  } else {
    if (HasRatio(one.point)) {
      text +=
          fmt::format("  {}  {} -> {} ms", DescribeRatio(one.point),
                      FormatMs(one.point.baseline_seconds), FormatMs(one.point.candidate_seconds));
    }
    text += "\n" + WrapText(DescribeReason(one.point), 6);
  }
  if (!one.cause.empty()) text += WrapText("cause? " + one.cause, 6);
  return text;
}

// What is as it was needs no list.
bool IsListed(Verdict verdict) {
  return verdict != Verdict::kEquivalent && verdict != Verdict::kNew;
}

// Counts are of cases, also where a line stands for many.
std::string FormatCases(const std::vector<ReportLine>& lines, Verdict verdict, size_t lines_max) {
  std::string text;
  size_t shown = 0;
  size_t count = 0;
  size_t cut = 0;
  for (const ReportLine& line : lines) {
    if (line.shown.point.verdict != verdict) continue;
    count += line.case_count;
    if (shown == lines_max) {
      cut += line.case_count;
      continue;
    }
    text += FormatLine(line);
    ++shown;
  }
  if (count == 0) return "";
  if (cut > 0) text += fmt::format("  and {} more\n", cut);
  return fmt::format("\n{} ({})\n{}", VerdictName(verdict), count, text);
}

std::string FormatCauses(const VerdictReport& report) {
  std::string text;
  for (const std::string& cause : report.causes) text += WrapText(OneLine(cause), 2);
  for (const EnvironmentDifference& difference : report.differences) {
    text += WrapText(
        OneLine(fmt::format("{} {} -> {}", difference.name,
                            difference.baseline.empty() ? "unknown" : difference.baseline,
                            difference.candidate.empty() ? "unknown" : difference.candidate)),
        2);
  }
  return text.empty() ? "" : "\nWhat else differs\n" + text;
}

// The smallest slowdown that the comparison would have found.
std::string FormatDetectable(const VerdictReport& report) {
  std::vector<double> detectable;
  for (const ReportCase& one : report.cases) {
    if (HasRatio(one.point)) detectable.push_back(one.point.minimum_detectable_log_ratio);
  }
  if (detectable.empty()) return "";
  std::sort(detectable.begin(), detectable.end());
  return "\n" +
         WrapText(fmt::format("A slowdown of {} would have been found in half of the cases with "
                              "probability {:.2f}, of {} in all. Margin {}, tolerance {}.",
                              FormatChange(detectable[detectable.size() / 2]), report.confidence,
                              FormatChange(detectable.back()), FormatPercent(report.margin),
                              FormatPercent(report.tolerance)),
                  0);
}

}  // namespace

std::string FormatVerdictText(const VerdictReport& report, const VerdictTextOptions& options) {
  std::string text = FormatHead(report, options.colour);
  for (const Notice& notice : report.notices) text += FormatNotice(notice, options.colour);
  std::string shifts;
  for (const Shift& shift : report.shifts) shifts += WrapText(DescribeShift(shift), 2);
  if (!shifts.empty()) text += "\nMoved together\n" + shifts;
  const std::vector<ReportLine> lines = GroupWholeKernels(report);
  for (const Verdict verdict : VerdictsBySeverity()) {
    if (IsListed(verdict)) text += FormatCases(lines, verdict, options.lines_max);
  }
  return text + FormatCauses(report) + FormatDetectable(report);
}

}  // namespace attnwatch
