// SPDX-License-Identifier: Apache-2.0
//
// Claims that compare lines with each other. Lines share no hidden size, so that one is read
// between its neighbouring points where another has a point.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "report/claim_checks.h"
#include "report/reading.h"
#include "report/units.h"

namespace attnwatch {
namespace {

// A pair of lines may cross at this share of the compared points and still be in order.
constexpr double kExceptionsMax = 0.05;
constexpr int64_t kLadderHeadDimMin = 200;
// Medians of lines that are alike differ by less than this.
constexpr double kAlikeMargin = 0.05;
// A split in more than this share of the points is more than noise.
constexpr double kSplitMax = 0.10;
constexpr int64_t kPadding = 8;

const FigureLine& Line(const FigurePanel& panel, int64_t alignment_class) {
  return panel.lines[*ClassIndex(alignment_class)];
}

ClaimAnswer CannotTell(std::string evidence) { return {Answer::kCannotTell, std::move(evidence)}; }

// One comparison of a point with another line at the same hidden size.
struct Comparison {
  const FigurePoint* point;
  Reading mine;
  Reading other;
  double ratio() const { return mine.middle / other.middle; }
};

std::vector<Comparison> CompareWithLine(const FigureLine& line, const FigureLine& other) {
  std::vector<Comparison> comparisons;
  for (const FigurePoint& point : line.points) {
    const auto reading = ReadLineAt(other, static_cast<double>(point.hidden_size));
    if (reading) comparisons.push_back({&point, ReadPoint(point), *reading});
  }
  return comparisons;
}

const FigurePoint* FindPoint(const FigurePanel& panel, int64_t head_dim) {
  for (const FigurePoint& point : Line(panel, FigureClass(head_dim)).points) {
    if (point.head_dim == head_dim) return &point;
  }
  return nullptr;
}

// 0 for no values.
double Mean(const std::vector<double>& values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return sum / static_cast<double>(std::max<size_t>(1, values.size()));
}

struct OrderCount {
  size_t compared = 0;
  size_t slower = 0;
  size_t unclear = 0;
  size_t pairs_crossed = 0;
  size_t pairs_unclear = 0;
  double worst_ratio = 1;
  std::string worst;
};

bool IsMoreThan(size_t part, double share, size_t whole) {
  return static_cast<double>(part) > share * static_cast<double>(whole);
}

// Both ways, since a line with few points says little at the many points of another.
void CountOrder(const FigureLine& low, const FigureLine& high, OrderCount* total) {
  OrderCount pair;
  const auto add = [&](const FigurePoint& point, const Reading& lower, const Reading& higher) {
    ++pair.compared;
    if (!IsBelow(higher, lower)) return;
    const bool clear = IsClearlyBelow(higher, lower);
    ++(clear ? pair.slower : pair.unclear);
    const double ratio = higher.middle / lower.middle;
    if (!clear || ratio >= total->worst_ratio) return;
    total->worst_ratio = ratio;
    total->worst = fmt::format("class {} runs at {:.2f} of class {} at h = {}",
                               high.alignment_class, ratio, low.alignment_class, point.hidden_size);
  };
  for (const Comparison& c : CompareWithLine(high, low)) add(*c.point, c.other, c.mine);
  for (const Comparison& c : CompareWithLine(low, high)) add(*c.point, c.mine, c.other);
  total->compared += pair.compared;
  total->slower += pair.slower;
  total->unclear += pair.unclear;
  if (IsMoreThan(pair.slower, kExceptionsMax, pair.compared)) {
    ++total->pairs_crossed;
  } else if (IsMoreThan(pair.slower + pair.unclear, kExceptionsMax, pair.compared)) {
    ++total->pairs_unclear;
  }
}

// Logarithms of the efficiencies of a class: fraction of floor, or throughput where a floor is
// missing.
std::vector<double> LogEfficiencies(const FigureLine& line, bool has_floors) {
  std::vector<double> logs;
  for (const FigurePoint& point : line.points) {
    if (point.head_dim < kLadderHeadDimMin) continue;
    logs.push_back(std::log(has_floors ? *point.fraction_of_floor : point.flops_per_second));
  }
  return logs;
}

bool HasFloors(const FigurePanel& panel) {
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& point : line.points) {
      if (!point.fraction_of_floor) return false;
    }
  }
  return true;
}

struct Step {
  int64_t low;
  int64_t high;
  bool strict;  // must be higher, not only as high
};
constexpr std::array<Step, 7> kLadder = {{{1, 2, true},
                                          {1, 4, true},
                                          {2, 8, true},
                                          {4, 8, true},
                                          {8, 16, true},
                                          {16, 32, false},
                                          {16, 64, false}}};

// `ratio` is the logarithm of high / low, with its uncertainty.
Answer JudgeStep(const Step& step, const MeanEstimate& ratio) {
  const double low = ratio.mean - ratio.half_width;
  const double high = ratio.mean + ratio.half_width;
  if (step.strict) {
    if (low > 0 && ratio.mean > kClaimMargin) return Answer::kHolds;
    return high < kClaimMargin ? Answer::kDoesNotHold : Answer::kCannotTell;
  }
  if (low > -kClaimMargin) return Answer::kHolds;
  return high < -kClaimMargin ? Answer::kDoesNotHold : Answer::kCannotTell;
}

// Mean logarithm of high / low at the same hidden size: compared pairwise, because the mean over a
// class also depends on which hidden sizes it happens to have. There the floor is the same for
// both, so that this is the ratio of efficiencies.
std::optional<MeanEstimate> EstimateStep(const FigureLine& low, const FigureLine& high) {
  std::vector<double> logs;
  const auto add = [&](const FigureLine& line, const FigureLine& other, double sign) {
    for (const Comparison& c : CompareWithLine(line, other)) {
      if (c.point->head_dim >= kLadderHeadDimMin) logs.push_back(sign * std::log(c.ratio()));
    }
  };
  add(high, low, 1);
  add(low, high, -1);
  return EstimateMean(logs);
}

std::string DescribeMeans(const FigurePanel& panel) {
  const bool has_floors = HasFloors(panel);
  std::string text = has_floors ? "Mean fraction of floor" : "Mean TFLOP/s (no floors)";
  std::string_view separator = ": ";
  for (const FigureLine& line : panel.lines) {
    const std::vector<double> logs = LogEfficiencies(line, has_floors);
    const double mean = std::exp(Mean(logs));
    const std::string value = logs.empty() ? "-"
                              : has_floors ? FormatFraction(mean)
                                           : FormatTflops(mean);
    text +=
        fmt::format("{}class {} {} (n = {})", separator, line.alignment_class, value, logs.size());
    separator = ", ";
  }
  return text + '.';
}

}  // namespace

ClaimAnswer CheckOrderOfLines(const FigurePanel& panel) {
  OrderCount count;
  for (size_t i = 0; i + 1 < panel.lines.size(); ++i) {
    CountOrder(panel.lines[i], panel.lines[i + 1], &count);
  }
  if (count.compared == 0) return CannotTell("No two neighbouring classes overlap in hidden size.");
  std::string evidence = fmt::format(
      "In {} of {} comparisons of neighbouring classes the higher one is slower by more than "
      "{:.0f} % "
      "and the spread of the samples",
      count.slower, count.compared, kClaimMargin * 100);
  if (count.slower > 0) evidence += fmt::format(", at worst {}", count.worst);
  evidence += DescribeUnclear(count.unclear);
  evidence += fmt::format(". {} pairs of classes cross at more than {:.0f} % of their points",
                          count.pairs_crossed, kExceptionsMax * 100);
  evidence += DescribeUnclear(count.pairs_unclear) + '.';
  return {JudgeExceptions(count.pairs_crossed, count.pairs_unclear), std::move(evidence)};
}

ClaimAnswer CheckAlignmentLadder(const FigurePanel& panel) {
  std::string broken;
  std::string open;
  for (const Step& step : kLadder) {
    const std::string name =
        fmt::format(" {} {} {}", step.low, step.strict ? "<" : "<=", step.high);
    const auto ratio = EstimateStep(Line(panel, step.low), Line(panel, step.high));
    if (!ratio) {
      open += name + " (too few points);";
      continue;
    }
    const double center = std::exp(ratio->mean);
    const std::string numbers =
        fmt::format("{} (ratio {:.2f} +- {:.2f});", name, center, center * ratio->half_width);
    const Answer answer = JudgeStep(step, *ratio);
    if (answer == Answer::kDoesNotHold) broken += numbers;
    if (answer == Answer::kCannotTell) open += numbers;
  }
  std::string evidence = DescribeMeans(panel);
  if (!broken.empty()) evidence += " Steps that are not there:" + broken;
  if (!open.empty()) evidence += " Steps that cannot be told:" + open;
  if (evidence.back() == ';') evidence.back() = '.';
  const Answer answer = !broken.empty() ? Answer::kDoesNotHold
                        : open.empty()  ? Answer::kHolds
                                        : Answer::kCannotTell;
  return {answer, std::move(evidence)};
}

ClaimAnswer CheckClassesTwoAndFourAlike(const FigurePanel& panel) {
  std::vector<double> logs;
  size_t split = 0;
  size_t unclear = 0;
  for (const Comparison& c : CompareWithLine(Line(panel, 4), Line(panel, 2))) {
    logs.push_back(std::log(c.ratio()));
    if (!IsBelow(c.mine, c.other) && !IsBelow(c.other, c.mine)) continue;
    const bool clear = IsClearlyBelow(c.mine, c.other) || IsClearlyBelow(c.other, c.mine);
    ++(clear ? split : unclear);
  }
  const auto ratio = EstimateMean(logs);
  if (!ratio) return CannotTell("Fewer than two points of class 4 lie between points of class 2.");
  const double median = Quantile(logs, 0.5);
  std::string evidence = fmt::format(
      "Class 4 runs at {:.3f} of class 2 (median of n = {} points); {} points differ by more than "
      "{:.0f} % and the spread of the samples{}.",
      std::exp(median), logs.size(), split, kClaimMargin * 100, DescribeUnclear(unclear));
  if (IsMoreThan(split, kSplitMax, logs.size()) ||
      std::abs(median) - ratio->half_width > kAlikeMargin) {
    return {Answer::kDoesNotHold, std::move(evidence)};
  }
  const bool sure = std::abs(median) + ratio->half_width <= kAlikeMargin &&
                    !IsMoreThan(split + unclear, kSplitMax, logs.size());
  return {sure ? Answer::kHolds : Answer::kCannotTell, std::move(evidence)};
}

ClaimAnswer CheckPaddingDoesNotWin(const FigurePanel& panel) {
  std::vector<double> log_ratios;
  size_t wins = 0;
  size_t unclear = 0;
  double worst = 0;
  int64_t worst_head_dim = 0;
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& point : line.points) {
      if (point.head_dim % kPadding == 0) continue;
      const FigurePoint* padded = FindPoint(panel, (point.head_dim / kPadding + 1) * kPadding);
      if (padded == nullptr) continue;
      const double ratio = point.seconds / padded->seconds;
      log_ratios.push_back(std::log(ratio));
      const bool apart = padded->third_quartile_seconds < point.first_quartile_seconds;
      if (ratio > 1 + kClaimMargin) ++(apart ? wins : unclear);
      if (ratio <= worst) continue;
      worst = ratio;
      worst_head_dim = point.head_dim;
    }
  }
  if (log_ratios.empty()) return CannotTell("No d has its next multiple of 8 measured beside it.");
  std::string evidence = fmt::format(
      "The next multiple of 8 is faster than d itself (copying not counted) for {} of {} points{}; "
      "t(d) / t(multiple of 8) is {:.2f} in the geometric mean and {:.2f} at most, at d = {}.",
      wins, log_ratios.size(), DescribeUnclear(unclear), std::exp(Mean(log_ratios)), worst,
      worst_head_dim);
  return {JudgeExceptions(wins, unclear), std::move(evidence)};
}

}  // namespace attnwatch
