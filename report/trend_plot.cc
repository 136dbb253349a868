// SPDX-License-Identifier: Apache-2.0
#include "report/trend_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/environment_change.h"
#include "report/svg.h"
#include "report/trend_frame.h"
#include "report/trend_wording.h"
#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// A mark with what is said of it; `shapes` is SVG.
std::string Mark(std::string_view class_name, const std::string& title, const std::string& shapes) {
  return fmt::format("<g class=\"{}\"><title>{}</title>{}</g>\n", class_name, EscapeMarkup(title),
                     shapes);
}

std::string VerticalLine(const TrendFrame& frame, size_t night, std::string_view label) {
  const std::string x = Coordinate(frame.X(night));
  return fmt::format(
      "<line x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/><text x=\"{3}\" y=\"{4}\">{5}</text>", x,
      Coordinate(TrendFrame::kTop), Coordinate(TrendFrame::kBottom), Coordinate(frame.X(night) + 4),
      Coordinate(TrendFrame::kBottom - 5), label);
}

// What chance makes of a night, since the reference was set.
std::string RenderBand(const TrendReport& report, size_t place, const TrendFrame& frame) {
  const TrendState& state = report.cases[place].trend.state;
  if (state.is_learning) return "";
  const auto& accepted = report.accepted[place];
  size_t since = 0;
  for (const auto& one : accepted) {
    if (one.night < report.nights.size()) since = one.night;
  }
  const auto& points = report.points[place];
  const auto first = std::find_if(points.begin(), points.end(), [&](const TrendPoint& point) {
    return point.epoch == state.epoch && point.night >= since;
  });
  if (first == points.end()) return "";
  const double high = frame.Y(state.reference + 2 * state.deviation);
  const double low = frame.Y(state.reference - 2 * state.deviation);
  return Mark(
      "band",
      fmt::format("the reference {} ms, and twice the deviation of a night: {} either way",
                  FormatMs(std::exp(state.reference)), FormatPercent(2 * state.deviation)),
      fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                  Coordinate(frame.X(first->night)), Coordinate(high),
                  Coordinate(TrendFrame::kRight - frame.X(first->night)), Coordinate(low - high)));
}

// Where an environment first came: boards of a fleet take turns.
std::string RenderEpochs(const TrendReport& report, size_t place, const TrendFrame& frame) {
  std::string svg;
  std::set<size_t> seen;
  const TrendPoint* before = nullptr;
  for (const TrendPoint& point : report.points[place]) {
    if (seen.insert(point.epoch).second && before != nullptr) {
      svg += Mark("epoch",
                  DateOf(report, point.night) + ": another environment, " +
                      EnvironmentChange(report.nights[before->night].environment,
                                        report.nights[point.night].environment),
                  VerticalLine(frame, point.night, "environment"));
    }
    before = &point;
  }
  return svg;
}

std::string RenderAccepted(const TrendReport& report, size_t place, const TrendFrame& frame) {
  std::string svg;
  for (const TrendReportAcceptance& one : report.accepted[place]) {
    if (one.night >= report.nights.size()) continue;
    svg += Mark("accepted",
                fmt::format("accepted {} (commit {}): {}", OneLine(one.accepted_at.substr(0, 10)),
                            OneLine(one.commit.substr(0, 12)), OneLine(one.reason)),
                VerticalLine(frame, one.night, "accepted"));
  }
  return svg;
}

std::string NightTitle(const TrendReport& report, const TrendPoint& point,
                       const TrendFrame& frame) {
  return fmt::format(
      "{}: {} ms, {} of the reference, samples vary by {}, commit {}", DateOf(report, point.night),
      FormatMs(std::exp(point.log_seconds)), FormatChange(point.log_seconds - frame.reference()),
      FormatPercent(std::exp(point.log_variance / 2)), CommitOf(report, point.night));
}

// Nights of one environment in a row are joined.
std::string RenderNights(const TrendReport& report, size_t place, const TrendFrame& frame) {
  std::string lines, nights;
  std::vector<Position> joined;
  const auto& points = report.points[place];
  for (size_t i = 0; i < points.size(); ++i) {
    const Position at = {frame.X(points[i].night), frame.Y(points[i].log_seconds)};
    joined.push_back(at);
    if (i + 1 == points.size() || points[i + 1].epoch != points[i].epoch) {
      lines += "<polyline class=\"series\" points=\"" + PolylinePoints(joined) + "\"/>\n";
      joined.clear();
    }
    nights += fmt::format(
        "<circle class=\"night{}\" cx=\"{}\" cy=\"{}\" r=\"2\"><title>{}</title></circle>\n",
        frame.IsBeyond(points[i].log_seconds) ? " beyond" : "", Coordinate(at.x), Coordinate(at.y),
        EscapeMarkup(NightTitle(report, points[i], frame)));
  }
  return lines + nights;
}

std::string RenderStep(const TrendReport& report, const TrendStep& step, const TrendFrame& frame) {
  const double x = frame.X(step.night), y = frame.Y(step.after);
  const bool is_late = x > TrendFrame::kRight - 120;
  const std::string title =
      fmt::format("step of {} on {}: {} to {} ms, commits {}", FormatChange(step.log_ratio()),
                  DescribeStepDate(report, step), FormatMs(std::exp(step.before)),
                  FormatMs(std::exp(step.after)), DescribeStepCommits(report, step));
  const std::string shapes = fmt::format(
      "<path d=\"M{} {}H{}V{}H{}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{} {}</text>",
      Coordinate(frame.X(step.level_begin)), Coordinate(frame.Y(step.before)), Coordinate(x),
      Coordinate(y), Coordinate(frame.X(step.level_end)), Coordinate(x + (is_late ? -5 : 5)),
      Coordinate(step.after > step.before ? y - 9 : y + 18), is_late ? "end" : "start",
      EscapeMarkup(DateOf(report, step.night)), FormatChange(step.log_ratio()));
  return Mark("step", title, shapes);
}

// A bar above the frame from the onset to the end, with a triangle where it was called.
std::string RenderAlarm(const TrendReport& report, const std::vector<TrendPoint>& points,
                        const TrendAlarm& alarm, const TrendFrame& frame) {
  const size_t last = report.nights.size() - 1;
  const size_t end = alarm.ended ? std::min(*alarm.ended, last) : last;
  const auto first = std::find_if(points.begin(), points.end(), [&](const TrendPoint& point) {
    return !alarm.last_good || point.night > *alarm.last_good;
  });
  const size_t onset = first == points.end() ? alarm.raised : first->night;
  const double called = frame.X(alarm.raised);
  std::string title(TrendKindName(alarm.kind));
  if (alarm.kind != TrendKind::kNoisier) title += " by " + FormatChange(alarm.log_ratio);
  title += ": since " + DateOf(report, onset) + ", called " + DateOf(report, alarm.raised);
  title += alarm.ended ? ", ended " + DateOf(report, end) : ", goes on";
  const std::string shapes =
      fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"12\" y2=\"12\"/><path d=\"M{} 5h10l-5 13z\"/>",
                  Coordinate(frame.X(onset)), Coordinate(frame.X(end)), Coordinate(called - 5));
  return Mark("alarm " + std::string(TrendKindName(alarm.kind)), title, shapes);
}

}  // namespace

std::string RenderTrendPlot(const TrendReport& report, size_t place,
                            const std::vector<TrendStep>& steps) {
  if (report.points[place].empty()) return "";
  const TrendFrame frame(report, place, steps);
  std::string svg = RenderBand(report, place, frame) + frame.RenderAxes() +
                    RenderEpochs(report, place, frame) + RenderAccepted(report, place, frame) +
                    RenderNights(report, place, frame);
  for (const TrendStep& step : steps) svg += RenderStep(report, step, frame);
  for (const TrendAlarm& alarm : report.cases[place].trend.alarms) {
    svg += RenderAlarm(report, report.points[place], alarm, frame);
  }
  return fmt::format(
      "<div class=\"wide\"><svg class=\"trend\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\" aria-label=\"{2}\" font-size=\"11\">\n{3}</svg></div>\n",
      Coordinate(TrendFrame::kWidth), Coordinate(TrendFrame::kHeight),
      EscapeMarkup("Nights of " + OneLine(report.cases[place].labels.Name())), svg);
}

}  // namespace attnwatch
