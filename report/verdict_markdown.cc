// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_markdown.h"

#include <fmt/format.h>

#include "report/units.h"
#include "report/verdict_lines.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// Room for the line that says what was cut.
constexpr size_t kCutLineBytes = 300;
constexpr size_t kTextBytesMax = 400;
constexpr size_t kNoticesMax = 20;
constexpr size_t kCommitDigits = 12;

// Inert in a table's cell, whatever the text holds.
std::string Escape(std::string_view text) {
  std::string escaped;
  for (const char c : OneLine(text, kTextBytesMax)) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      if (std::string_view("|*_`[]\\~#@").find(c) != std::string_view::npos) escaped += '\\';
      escaped += c;
    }
  }
  return escaped;
}

std::string_view Icon(ExitCode exit_code) {
  if (exit_code == kExitPass) return ":white_check_mark:";
  return exit_code == kExitNoAnswer ? ":grey_question:" : ":x:";
}

std::string FormatSide(std::string_view name, const ReportSide& side) {
  if (side.run_ids.empty()) return fmt::format("{} none yet", name);
  return fmt::format("{} {} ({} run{})", name,
                     side.commit.empty() ? "unknown" : Escape(side.commit.substr(0, kCommitDigits)),
                     side.run_ids.size(), side.run_ids.size() == 1 ? "" : "s");
}

std::string FormatHead(const VerdictReport& report) {
  return fmt::format(
      "<!-- attnwatch {} {} -->\n### {} {}: {}\n\n{}, grid {}, against {}: {}, {}. Margin {}, "
      "tolerance {}, exit code {}.\n\n",
      Escape(report.device_key), Escape(report.grid), Icon(report.exit_code),
      OutcomeName(report.exit_code), CountVerdicts(report), Escape(report.device_key),
      Escape(report.grid), Escape(report.comparison), FormatSide("baseline", report.baseline),
      FormatSide("candidate", report.candidate), FormatPercent(report.margin),
      FormatPercent(report.tolerance), report.exit_code);
}

std::string FormatNotices(const VerdictReport& report) {
  std::string text;
  size_t count = 0;
  for (const Notice& notice : report.notices) {
    if (++count > kNoticesMax) continue;
    const std::string_view mark = notice.severity == Severity::kError     ? "**ERROR** "
                                  : notice.severity == Severity::kWarning ? "**Warning** "
                                                                          : "";
    text += fmt::format("- {}{}\n", mark, Escape(notice.text));
  }
  if (count > kNoticesMax) text += fmt::format("- and {} more notices\n", count - kNoticesMax);
  return text.empty() ? "" : text + "\n";
}

std::string FormatCauses(const VerdictReport& report) {
  std::string text;
  for (const Shift& shift : report.shifts) text += "- " + Escape(DescribeShift(shift)) + "\n";
  for (const std::string& cause : report.causes) text += "- " + Escape(cause) + "\n";
  for (const EnvironmentDifference& difference : report.differences) {
    text += fmt::format("- {} {} -> {}\n", Escape(difference.name), Escape(difference.baseline),
                        Escape(difference.candidate));
  }
  return text.empty() ? "" : "What moved together, and what else differs:\n" + text + "\n";
}

std::string FormatRow(const ReportCase& one) {
  std::string why = DescribeReason(one.point);
  if (!one.cause.empty()) why += "; " + one.cause;
  return fmt::format(
      "| {} | {} | {} | {} | {} |\n", VerdictName(one.point.verdict), Escape(one.name),
      DescribeRatio(one.point),
      HasRatio(one.point) ? FormatChange(one.point.minimum_detectable_log_ratio) : "", Escape(why));
}

bool IsListed(const ReportCase& one) {
  return one.point.verdict != Verdict::kEquivalent && one.point.verdict != Verdict::kNew;
}

}  // namespace

std::string FormatVerdictMarkdown(const VerdictReport& report) {
  std::string text = FormatHead(report) + FormatNotices(report) + FormatCauses(report);
  if (text.size() > kMarkdownBytesMax - kCutLineBytes) {
    text = FormatHead(report) + "The notices and differences are too many for a comment.\n\n";
  }
  size_t listed = 0;
  size_t cut = 0;
  for (const ReportLine& line : GroupWholeKernels(report)) {
    if (!IsListed(line.shown)) continue;
    const std::string row = FormatRow(line.shown);
    const std::string_view header =
        listed == 0 ? "| verdict | case | slower by | would see | why |\n|---|---|---|---|---|\n"
                    : "";
    if (cut > 0 || text.size() + header.size() + row.size() > kMarkdownBytesMax - kCutLineBytes) {
      cut += line.case_count;
      continue;
    }
    text += std::string(header) + row;
    ++listed;
  }
  if (cut > 0) {
    text += fmt::format(
        "\n{} less severe cases were cut to keep this short; verdict.json and the page have all.\n",
        cut);
  }
  return text;
}

}  // namespace attnwatch
