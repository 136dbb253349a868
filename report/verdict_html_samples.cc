// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "compare/case_table.h"
#include "report/svg.h"
#include "report/units.h"
#include "report/verdict_html_parts.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr double kNameWidth = 80;
constexpr double kStripWidth = 700;
constexpr double kStripHeight = 58;
constexpr double kRowStep = 18;
constexpr double kAxisY = 38;
// Of what moved; and where little did, of as many others, so that one sees how the samples lie.
constexpr size_t kMovedMax = 40;
constexpr size_t kShownLeast = 6;

std::vector<double> SamplesOf(const std::vector<const Run*>& runs, const Labels& labels) {
  std::vector<double> samples;
  const auto key = CaseKey(labels);
  for (const Run* run : runs) {
    for (const Measurement& m : run->measurements) {
      if (!(m.labels == labels) && CaseKey(m.labels) != key) continue;
      const std::vector<double> seconds = JudgedSeconds(m);
      samples.insert(samples.end(), seconds.begin(), seconds.end());
    }
  }
  return samples;
}

struct Scale {
  double low = 0;
  double high = 0;

  double X(double seconds) const {
    const double share = high > low ? (seconds - low) / (high - low) : 0.5;
    return kNameWidth + 6 + (kStripWidth - kNameWidth - 12) * share;
  }
};

std::string RenderDots(std::string_view name, const std::vector<double>& samples,
                       const Scale& scale, double y, std::string_view colour) {
  std::string svg =
      fmt::format("<text x=\"0\" y=\"{}\" class=\"muted\">{}</text>", Coordinate(y + 4), name);
  for (const double seconds : samples) {
    svg += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"4\" fill=\"{}\" fill-opacity=\"0.5\"/>",
                       Coordinate(scale.X(seconds)), Coordinate(y), colour);
  }
  return svg;
}

std::string RenderTimeAxis(const Scale& scale) {
  return fmt::format(
      "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\" class=\"axis\"/><text x=\"{0}\" "
      "y=\"{3}\" class=\"muted\">{4} ms</text><text x=\"{1}\" y=\"{3}\" class=\"muted\" "
      "text-anchor=\"end\">{5} ms</text>",
      Coordinate(kNameWidth), Coordinate(kStripWidth), Coordinate(kAxisY),
      Coordinate(kStripHeight - 4), FormatMs(scale.low), FormatMs(scale.high));
}

std::string RenderStrip(const ReportCase& one, const std::vector<double>& before,
                        const std::vector<double>& after) {
  std::vector<double> all = before;
  all.insert(all.end(), after.begin(), after.end());
  const auto [low, high] = std::minmax_element(all.begin(), all.end());
  const Scale scale = {*low, *high};
  return fmt::format(
      "<h3>{}: {} {}</h3>\n<svg class=\"strip\" width=\"{}\" height=\"{}\" font-size=\"12\" "
      "role=\"img\" aria-label=\"{} samples of the baseline, {} of the candidate\">{}{}{}</svg>\n",
      EscapeMarkup(one.name), VerdictName(one.point.verdict),
      EscapeMarkup(DescribeRatio(one.point)), Coordinate(kStripWidth), Coordinate(kStripHeight),
      before.size(), after.size(), RenderDots("baseline", before, scale, 10, "#777"),
      RenderDots("candidate", after, scale, 10 + kRowStep, "#d62728"), RenderTimeAxis(scale));
}

bool HasMoved(const ReportCase& one) { return one.point.verdict != Verdict::kEquivalent; }

}  // namespace

std::string RenderSamples(const VerdictReport& report, const std::vector<const Run*>& baseline,
                          const std::vector<const Run*>& candidate) {
  std::string html;
  size_t shown = 0;
  size_t left_out = 0;
  for (const ReportCase& one : report.cases) {
    if (!HasRatio(one.point)) continue;
    if (shown >= (HasMoved(one) ? kMovedMax : kShownLeast)) {
      ++left_out;
      continue;
    }
    ++shown;
    const auto before = SamplesOf(baseline, one.point.labels);
    const auto after = SamplesOf(candidate, one.point.labels);
    if (!before.empty() && !after.empty()) html += RenderStrip(one, before, after);
  }
  if (shown == 0) return "<p class=\"muted\">No case was measured on both sides.</p>\n";
  if (left_out > 0) {
    html += fmt::format("<p class=\"muted\">{} less severe cases are not shown.</p>\n", left_out);
  }
  return html;
}

}  // namespace attnwatch
