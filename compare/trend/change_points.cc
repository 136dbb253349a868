// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compare/robust.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// No device is quieter (TrendPolicy): the steps of a coarse timer are none of the code.
constexpr double kDeviationFloor = 0.0005;
// A night is clipped at so many deviations from the median of its five neighbours, itself one.
constexpr double kClip = 3;
constexpr size_t kNeighbours = 2;
// Of log(n) squared deviations: BIC has 2. The deviation of few nights is less certain.
constexpr double kPenalty = 3;
constexpr double kPenaltyOfFew = 40;
constexpr double kMissesMost = 0.05;

// From the differences of neighbours, of which a step is one and an odd night two. Of a coarse
// timer most are 0: then from all but the largest.
double DeviationOf(const std::vector<double>& values) {
  std::vector<double> differences;
  for (size_t i = 1; i < values.size(); ++i) {
    differences.push_back(std::abs(values[i] - values[i - 1]));
  }
  double difference = kMadToDeviation * *Median(differences);
  if (difference == 0) {
    std::sort(differences.begin(), differences.end());
    differences.resize(differences.size() - std::max<size_t>(2, differences.size() / 20));
    double squares = 0;
    for (const double one : differences) squares += one * one;
    difference = std::sqrt(squares / static_cast<double>(differences.size()));
  }
  return std::max(kDeviationFloor, difference / std::sqrt(2.0));
}

// Keeps the edges of steps, takes the weight of odd nights. In deviations from the median of
// all, so that sums of squares do not cancel.
std::vector<double> Clipped(const std::vector<double>& values, double deviation) {
  const double origin = *Median(values);
  std::vector<double> clipped;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto begin = values.begin() + static_cast<ptrdiff_t>(i - std::min(i, kNeighbours));
    const auto end =
        values.begin() + static_cast<ptrdiff_t>(std::min(i + kNeighbours + 1, values.size()));
    const double middle = *Median({begin, end});
    const double reach = kClip * deviation;
    clipped.push_back((std::clamp(values[i], middle - reach, middle + reach) - origin) / deviation);
  }
  return clipped;
}

// Squared error of [begin, end) about its mean, in constant time.
class SquaredError {
 public:
  explicit SquaredError(const std::vector<double>& values) {
    for (const double value : values) {
      sums_.push_back(sums_.back() + value);
      squares_.push_back(squares_.back() + value * value);
    }
  }
  double Of(size_t begin, size_t end) const {
    const double sum = sums_[end] - sums_[begin];
    return squares_[end] - squares_[begin] - sum * sum / static_cast<double>(end - begin);
  }

 private:
  std::vector<double> sums_ = {0}, squares_ = {0};
};

// The ends of the segments before the last one, ascending.
std::vector<size_t> Segment(const SquaredError& error, size_t count, double penalty) {
  std::vector<double> best(count + 1, std::numeric_limits<double>::infinity());
  std::vector<size_t> previous(count + 1, 0);
  std::vector<size_t> starts;  // that can still be the last step of a best segmentation
  best[0] = -penalty;
  for (size_t end = kSegmentLeast; end <= count; ++end) {
    if (std::isfinite(best[end - kSegmentLeast])) starts.push_back(end - kSegmentLeast);
    for (const size_t start : starts) {
      const double cost = best[start] + error.Of(start, end) + penalty;
      if (cost < best[end]) {
        best[end] = cost;
        previous[end] = start;
      }
    }
    // What is worse even without the penalty of a step here is worse ever after; but a step here
    // can be used only kSegmentLeast nights on.
    const auto is_beaten = [&](size_t start) {
      return end >= start + 2 * kSegmentLeast &&
             best[start] + error.Of(start, end) >= best[end] + penalty;
    };
    starts.erase(std::remove_if(starts.begin(), starts.end(), is_beaten), starts.end());
  }
  std::vector<size_t> steps;
  for (size_t step = previous[count]; step > 0; step = previous[step]) steps.push_back(step);
  return {steps.rbegin(), steps.rend()};
}

double MedianBetween(const std::vector<double>& values, size_t begin, size_t end) {
  return *Median({values.begin() + static_cast<ptrdiff_t>(begin),
                  values.begin() + static_cast<ptrdiff_t>(end)});
}

// The places between its neighbours `begin` and `end` that explain the values about as well: each
// is as likely as its error says, the least likely ends are left off.
void DateStep(const SquaredError& error, size_t begin, size_t end, ChangePoint* change) {
  std::vector<double> weights;
  const double least = error.Of(begin, change->first) + error.Of(change->first, end);
  double sum = 0;
  for (size_t place = begin + 1; place < end; ++place) {
    weights.push_back(std::exp((least - error.Of(begin, place) - error.Of(place, end)) / 2));
    sum += weights.back();
  }
  size_t low = 0, high = weights.size() - 1;
  for (double left = kMissesMost * sum; low < high;) {
    const bool is_low = weights[low] < weights[high];
    left -= is_low ? weights[low] : weights[high];
    if (left < 0) break;
    if (is_low) {
      ++low;
    } else {
      --high;
    }
  }
  change->earliest = std::min(begin + 1 + low, change->first);
  change->latest = std::max(begin + 1 + high, change->first);
}

}  // namespace

std::vector<ChangePoint> FindChangePoints(const std::vector<double>& log_seconds) {
  const size_t count = log_seconds.size();
  if (count < 2 * kSegmentLeast) return {};
  const SquaredError error(Clipped(log_seconds, DeviationOf(log_seconds)));
  const auto nights = static_cast<double>(count);
  const std::vector<size_t> steps =
      Segment(error, count, kPenalty * std::log(nights) + kPenaltyOfFew / nights);
  std::vector<ChangePoint> changes;
  for (size_t i = 0; i < steps.size(); ++i) {
    const size_t begin = i > 0 ? steps[i - 1] : 0;
    const size_t end = i + 1 < steps.size() ? steps[i + 1] : count;
    ChangePoint change{steps[i], steps[i], steps[i], MedianBetween(log_seconds, begin, steps[i]),
                       MedianBetween(log_seconds, steps[i], end)};
    DateStep(error, begin, end, &change);
    changes.push_back(change);
  }
  return changes;
}

}  // namespace attnwatch
