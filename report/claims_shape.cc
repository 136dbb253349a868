// SPDX-License-Identifier: Apache-2.0
//
// Claims about the shape of each line.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "report/claim_checks.h"
#include "report/reading.h"
#include "report/units.h"

namespace attnwatch {
namespace {

// One-sided 5 % of the normal distribution.
constexpr double kSignificant = 1.645;
// Four points in perfect order happen by chance once in 24, three once in 6.
constexpr size_t kTrendPointsMin = 4;
// So many points would show a rise if there were one.
constexpr size_t kFlatPointsMin = 10;

constexpr int64_t kPlateauHiddenSizeMin = 6 * kFigureTick;
constexpr size_t kPlateauPointsMin = 5;
// Exponent of throughput ~ h^e: 1 is proportional growth, as at a memory floor; 0 is flat.
constexpr double kPlateauExponentMax = 0.25;

constexpr double kDip = 0.10;
constexpr size_t kDipsListed = 3;

ClaimAnswer CannotTell(std::string evidence) { return {Answer::kCannotTell, std::move(evidence)}; }

// Mann-Kendall trend test: standard score of the number of rising pairs less the falling ones, with
// the correction for continuity.
double TrendScore(const FigureLine& line) {
  const auto& points = line.points;
  double score = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    for (size_t j = i + 1; j < points.size(); ++j) {
      const double change = points[j].flops_per_second - points[i].flops_per_second;
      score += change > 0 ? 1 : (change < 0 ? -1 : 0);
    }
  }
  const auto n = static_cast<double>(points.size());
  const double deviation = std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  if (score == 0) return 0;
  return (score - (score > 0 ? 1 : -1)) / deviation;
}

// Median of the slopes of all pairs of points, on logarithmic axes (Theil and Sen): noise spikes do
// not move it.
double GrowthExponent(const std::vector<FigurePoint>& points) {
  std::vector<double> slopes;
  for (size_t i = 0; i < points.size(); ++i) {
    for (size_t j = i + 1; j < points.size(); ++j) {
      const double width = std::log(static_cast<double>(points[j].hidden_size)) -
                           std::log(static_cast<double>(points[i].hidden_size));
      if (width <= 0) continue;
      slopes.push_back(std::log(points[j].flops_per_second / points[i].flops_per_second) / width);
    }
  }
  return slopes.empty() ? 0 : Quantile(std::move(slopes), 0.5);
}

std::vector<FigurePoint> PlateauPoints(const FigureLine& line) {
  std::vector<FigurePoint> points;
  for (const FigurePoint& point : line.points) {
    if (point.hidden_size >= kPlateauHiddenSizeMin) points.push_back(point);
  }
  return points;
}

struct Dip {
  double depth = 0;    // share of the expected throughput that is missing
  bool clear = false;  // beyond the spread of the samples
  std::string text;
};

// Lone: below both neighbours, not a step between two levels.
std::optional<Dip> FindDip(const FigureLine& line, size_t i) {
  const FigurePoint& left = line.points[i - 1];
  const FigurePoint& right = line.points[i + 1];
  const FigurePoint& point = line.points[i];
  // A recorded switch of kernels explains itself; C6 reports it.
  if (point.launched != left.launched || point.launched != right.launched) return std::nullopt;
  const Reading mine = ReadPoint(point);
  if (!IsBelow(mine, ReadPoint(left)) || !IsBelow(mine, ReadPoint(right))) return std::nullopt;
  const Reading expected = InterpolateReadings(left, right, static_cast<double>(point.hidden_size));
  const double depth = 1 - mine.middle / expected.middle;
  if (depth <= kDip) return std::nullopt;
  const bool clear =
      IsClearlyBelow(mine, ReadPoint(left)) && IsClearlyBelow(mine, ReadPoint(right));
  return Dip{depth, clear,
             fmt::format("d = {} (class {}) {:.0f} % below", point.head_dim, line.alignment_class,
                         depth * 100)};
}

struct Falls {
  size_t steps = 0;
  size_t clear = 0;
  size_t unclear = 0;
  double worst_ratio = 1;
  std::string worst;
};

// Against the best point so far, so that a slow decline cannot hide in small steps.
void CountFalls(const FigureLine& line, Falls* falls) {
  const FigurePoint* best = nullptr;
  for (const FigurePoint& point : line.points) {
    if (best == nullptr) {
      best = &point;
      continue;
    }
    ++falls->steps;
    if (IsClearlyBelow(ReadPoint(point), ReadPoint(*best))) {
      ++falls->clear;
      const double ratio = point.flops_per_second / best->flops_per_second;
      if (ratio < falls->worst_ratio) {
        falls->worst_ratio = ratio;
        falls->worst = fmt::format("; at worst d = {} runs at {:.2f} of d = {}", point.head_dim,
                                   ratio, best->head_dim);
      }
    } else if (IsBelow(ReadPoint(point), ReadPoint(*best))) {
      ++falls->unclear;
    }
    if (point.flops_per_second > best->flops_per_second) best = &point;
  }
}

}  // namespace

ClaimAnswer CheckRisesWithHiddenSize(const FigurePanel& panel) {
  std::string not_rising;
  std::string undecided;
  size_t rising = 0;
  for (const FigureLine& line : panel.lines) {
    const size_t n = line.points.size();
    const std::string name = fmt::format(" {} (n = {}),", line.alignment_class, n);
    const double score = n < kTrendPointsMin ? 0 : TrendScore(line);
    if (score >= kSignificant) {
      ++rising;
    } else if (score <= -kSignificant || n >= kFlatPointsMin) {
      not_rising += name;
    } else {
      undecided += name;
    }
  }
  std::string evidence = fmt::format("{} of {} lines rise (Mann-Kendall trend test at 5 %)", rising,
                                     panel.lines.size());
  if (!not_rising.empty()) evidence += "; not rising: classes" + not_rising;
  if (evidence.back() == ',') evidence.pop_back();
  if (!undecided.empty()) evidence += "; too few points to tell: classes" + undecided;
  const Answer answer = !not_rising.empty() ? Answer::kDoesNotHold
                        : undecided.empty() ? Answer::kHolds
                                            : Answer::kCannotTell;
  if (evidence.back() == ',') evidence.pop_back();
  return {answer, evidence + '.'};
}

ClaimAnswer CheckPlateau(const FigurePanel& panel) {
  std::string evidence =
      fmt::format("From h = {} on throughput grows as h^e", kPlateauHiddenSizeMin);
  Answer answer = Answer::kHolds;
  for (size_t i = 0; i < 2; ++i) {  // classes 1 and 2
    const std::vector<FigurePoint> points = PlateauPoints(panel.lines[i]);
    const int64_t alignment_class = panel.lines[i].alignment_class;
    if (points.size() < kPlateauPointsMin) {
      return CannotTell(fmt::format("Class {} has {} points from h = {} on, and {} are needed.",
                                    alignment_class, points.size(), kPlateauHiddenSizeMin,
                                    kPlateauPointsMin));
    }
    const double exponent = GrowthExponent(points);
    if (exponent > kPlateauExponentMax) answer = Answer::kDoesNotHold;
    evidence += fmt::format("{} e = {:.2f} for class {} (n = {})", i == 0 ? " with" : " and",
                            exponent, alignment_class, points.size());
  }
  return {answer, evidence + fmt::format("; level is e <= {:.2f}, proportional is 1.",
                                         kPlateauExponentMax)};
}

ClaimAnswer CheckMonotone(const FigurePanel& panel) {
  Falls falls;
  for (const int64_t alignment_class : {16, 32, 64}) {
    CountFalls(panel.lines[*ClassIndex(alignment_class)], &falls);
  }
  if (falls.steps == 0) return CannotTell("No class of 16, 32 and 64 has two points.");
  return {
      JudgeExceptions(falls.clear, falls.unclear),
      fmt::format("{} of {} points fall below an earlier one of their class by more than {:.0f} % "
                  "and the spread of the samples{}{}.",
                  falls.clear, falls.steps, kClaimMargin * 100, falls.worst,
                  DescribeUnclear(falls.unclear))};
}

ClaimAnswer CheckNoLoneDips(const FigurePanel& panel) {
  std::vector<Dip> dips;
  size_t checked = 0;
  size_t unclear = 0;
  for (const FigureLine& line : panel.lines) {
    for (size_t i = 1; i + 1 < line.points.size(); ++i) {
      ++checked;
      const auto dip = FindDip(line, i);
      if (dip && dip->clear) dips.push_back(*dip);
      if (dip && !dip->clear) ++unclear;
    }
  }
  if (checked == 0) return CannotTell("No class has three points.");
  std::stable_sort(dips.begin(), dips.end(),
                   [](const Dip& a, const Dip& b) { return a.depth > b.depth; });
  std::string evidence = fmt::format(
      "{} of {} points lie more than {:.0f} % below the line through their neighbours and "
      "below both",
      dips.size(), checked, kDip * 100);
  for (size_t i = 0; i < std::min(dips.size(), kDipsListed); ++i) {
    evidence += (i == 0 ? ": " : ", ") + dips[i].text;
  }
  if (dips.size() > kDipsListed) evidence += fmt::format(" and {} more", dips.size() - kDipsListed);
  return {JudgeExceptions(dips.size(), unclear), evidence + DescribeUnclear(unclear) + '.'};
}

}  // namespace attnwatch
