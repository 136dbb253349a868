// SPDX-License-Identifier: Apache-2.0
#include "report/trend_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/axis.h"
#include "report/svg.h"
#include "report/trend_wording.h"
#include "results/summary.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

constexpr double kSpanLeast = 0.01;  // noise must not look like a mountain range
constexpr double kMargin = 0.12;     // of the span, above and below
constexpr double kBandDeviations = 3;
constexpr size_t kDatesMost = 12;
constexpr double kSecondsADay = 86400;

double ReferenceOf(const TrendReport& report, size_t place) {
  const TrendState& state = report.cases[place].trend.state;
  if (!state.is_learning) return state.reference;
  std::vector<double> values;
  for (const TrendPoint& point : report.points[place]) values.push_back(point.log_seconds);
  return *Median(std::move(values));
}

// Without the odd nights, which would flatten all others.
std::vector<double> Smoothed(const std::vector<TrendPoint>& points) {
  std::vector<double> values;
  for (size_t i = 1; i + 1 < points.size(); ++i) {
    values.push_back(
        *Median({points[i - 1].log_seconds, points[i].log_seconds, points[i + 1].log_seconds}));
  }
  if (!points.empty()) values.push_back(points.back().log_seconds);
  return values;
}

}  // namespace

TrendFrame::TrendFrame(const TrendReport& report, size_t place, const std::vector<TrendStep>& steps)
    : report_(&report), reference_(ReferenceOf(report, place)) {
  const double band = kBandDeviations * report.cases[place].trend.state.deviation;
  low_ = -band;
  high_ = band;
  std::vector<double> values = Smoothed(report.points[place]);
  for (const TrendStep& step : steps) values.insert(values.end(), {step.before, step.after});
  for (const double value : values) {
    low_ = std::min(low_, value - reference_);
    high_ = std::max(high_, value - reference_);
  }
  const double span = std::max(high_ - low_, kSpanLeast);
  const double middle = (low_ + high_) / 2;
  low_ = middle - span * (0.5 + kMargin);
  high_ = middle + span * (0.5 + kMargin);
}

double TrendFrame::Seconds(size_t night) const {
  const TrendReportNight& one = report_->nights[night];
  const auto seconds = EpochSeconds(one.started_at);
  return seconds ? static_cast<double>(*seconds) : static_cast<double>(one.day) * kSecondsADay;
}

double TrendFrame::X(size_t night) const {
  const double first = Seconds(0), last = Seconds(report_->nights.size() - 1);
  const double share = last > first ? (Seconds(night) - first) / (last - first) : 0.5;
  // A night at the frame is half cut off.
  return kLeft + 6 + share * (kRight - kLeft - 12);
}

double TrendFrame::Y(double log_seconds) const {
  const double share = (log_seconds - reference_ - low_) / (high_ - low_);
  return kBottom - std::clamp(share, 0.0, 1.0) * (kBottom - kTop);
}

bool TrendFrame::IsBeyond(double log_seconds) const {
  return log_seconds - reference_ < low_ || log_seconds - reference_ > high_;
}

std::string TrendFrame::RenderDates() const {
  // The first night of every month, or, where there are few months, some nights.
  std::vector<size_t> months, shown;
  for (size_t i = 0; i < report_->nights.size(); ++i) {
    if (i > 0 && DateOf(*report_, i).substr(0, 7) != DateOf(*report_, i - 1).substr(0, 7)) {
      months.push_back(i);
    }
  }
  if (months.size() < 3) {
    months.resize(report_->nights.size());
    for (size_t i = 0; i < months.size(); ++i) months[i] = i;
  }
  const size_t step = (months.size() + kDatesMost - 1) / kDatesMost;
  for (size_t i = 0; i < months.size(); i += step) shown.push_back(months[i]);
  std::string svg;
  double free = kLeft - 20;  // of the axis, from here on
  for (const size_t night : shown) {
    const double x = X(night);
    if (x - 32 < free || x + 32 > kWidth) continue;
    free = x + 36;
    svg += fmt::format(
        "<line x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\" class=\"axis\"/><text x=\"{0}\" "
        "y=\"{3}\" text-anchor=\"middle\" class=\"muted\">{4}</text>\n",
        Coordinate(x), Coordinate(kBottom), Coordinate(kBottom + 4), Coordinate(kBottom + 17),
        EscapeMarkup(DateOf(*report_, night)));
  }
  return svg;
}

std::string TrendFrame::RenderAxes() const {
  std::string svg;
  const double least = 100 * std::expm1(low_), most = 100 * std::expm1(high_);
  const Axis axis = ThroughputAxis(most - least);
  for (double tick = std::ceil(least / axis.tick_step); tick * axis.tick_step <= most; ++tick) {
    const double percent = tick * axis.tick_step;
    svg += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\" class=\"grid\"/><text x=\"{3}\" "
        "y=\"{4}\" text-anchor=\"end\" class=\"muted\">{5}</text>\n",
        Coordinate(kLeft), Coordinate(kRight),
        Coordinate(Y(reference_ + std::log1p(percent / 100))), Coordinate(kLeft - 6),
        Coordinate(Y(reference_ + std::log1p(percent / 100)) + 4),
        tick == 0 ? "0 %" : fmt::format("{:+.{}f} %", percent, axis.decimals()));
  }
  return svg + RenderDates();
}

}  // namespace attnwatch
