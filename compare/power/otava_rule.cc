// SPDX-License-Identifier: Apache-2.0
#include "compare/power/otava_rule.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "compare/distributions.h"

namespace attnwatch {
namespace {

constexpr size_t kSideLeast = 2;   // nights on either side of a point
constexpr double kFirstPass = 10;  // candidates may be so much weaker than what is left at last
constexpr size_t kSameNights = 3;  // a point that moves by as much is the same

struct Segment {
  double mean = 0, variance = 0;  // of the population, as Otava takes it
  double count = 0;
};

// Sums up to each night, so that any segment is known at once.
class Sums {
 public:
  explicit Sums(const std::vector<double>& values) : sums_{0}, squares_{0} {
    for (const double value : values) {
      // About one: little is lost in the difference of squares.
      sums_.push_back(sums_.back() + (value - 1));
      squares_.push_back(squares_.back() + (value - 1) * (value - 1));
    }
  }

  Segment Of(size_t begin, size_t end) const {
    const auto count = static_cast<double>(end - begin);
    const double mean = (sums_[end] - sums_[begin]) / count;
    const double square = (squares_[end] - squares_[begin]) / count;
    return {1 + mean, std::max(0.0, square - mean * mean), count};
  }

 private:
  std::vector<double> sums_, squares_;
};

double PValue(const Segment& left, const Segment& right) {
  const double degrees = left.count + right.count - 2;
  if (degrees <= 0) return 1;
  const double pooled =
      ((left.count - 1) * left.variance + (right.count - 1) * right.variance) / degrees;
  const double error = std::sqrt(pooled * (1 / left.count + 1 / right.count));
  if (error == 0) return left.mean == right.mean ? 1 : 0;
  return 2 * StudentSurvival(std::abs(right.mean - left.mean) / error, degrees);
}

struct Candidate {
  size_t place = 0;
  double energy = 0;
};

// The split of a segment with the largest energy distance between its sides.
std::optional<Candidate> BestSplit(const std::vector<double>& values, size_t begin, size_t end) {
  if (end - begin < 2 * kSideLeast) return std::nullopt;
  double left = 0, right = 0, between = 0;  // sums of distances of pairs
  for (size_t i = begin; i < end; ++i) {
    for (size_t j = i + 1; j < end; ++j) right += std::abs(values[i] - values[j]);
  }
  std::optional<Candidate> best;
  for (size_t place = begin + 1; place + kSideLeast <= end; ++place) {
    // The night before `place` moves from the right to the left.
    double to_left = 0, to_right = 0;
    for (size_t i = begin; i + 1 < place; ++i) to_left += std::abs(values[i] - values[place - 1]);
    for (size_t i = place; i < end; ++i) to_right += std::abs(values[i] - values[place - 1]);
    left += to_left;
    right -= to_right;
    between += to_right - to_left;
    const auto m = static_cast<double>(place - begin), n = static_cast<double>(end - place);
    if (place - begin < kSideLeast) continue;
    const double energy =
        m * n / (m + n) *
        (2 * between / (m * n) - 2 * left / (m * (m - 1)) - 2 * right / (n * (n - 1)));
    if (!best || energy > best->energy) best = {place, energy};
  }
  return best;
}

// The best split of all segments first, until one is not significant.
std::vector<size_t> SplitWindow(const std::vector<double>& values, const Sums& sums, size_t begin,
                                size_t end, double p_most) {
  std::vector<size_t> edges = {begin, end};
  std::vector<std::optional<Candidate>> candidates = {BestSplit(values, begin, end)};
  while (true) {
    const auto best = std::max_element(
        candidates.begin(), candidates.end(),
        [](const auto& a, const auto& b) { return (a ? a->energy : -1) < (b ? b->energy : -1); });
    if (!*best) break;
    const size_t place = (*best)->place;
    const auto segment = best - candidates.begin();
    const size_t from = edges[static_cast<size_t>(segment)];
    const size_t to = edges[static_cast<size_t>(segment) + 1];
    if (PValue(sums.Of(from, place), sums.Of(place, to)) > p_most) break;
    edges.insert(edges.begin() + segment + 1, place);
    *best = BestSplit(values, from, place);
    candidates.insert(candidates.begin() + segment + 1, BestSplit(values, place, to));
  }
  return {edges.begin() + 1, edges.end() - 1};
}

double Magnitude(const Segment& left, const Segment& right) {
  return std::max(std::abs(right.mean / left.mean - 1), std::abs(left.mean / right.mean - 1));
}

struct Point {
  size_t place;
  double p, magnitude;
};

// Removes the weakest one by one; what is left is significant and large enough.
std::vector<size_t> Merge(const std::vector<size_t>& places, const Sums& sums, size_t end,
                          const OtavaPolicy& policy) {
  std::vector<Point> points;
  for (const size_t place : places) points.push_back({place, 0, 0});
  const auto rate = [&](size_t i) {
    const size_t place = points[i].place;
    const Segment left = sums.Of(i == 0 ? 0 : points[i - 1].place, place);
    const Segment right = sums.Of(place, i + 1 < points.size() ? points[i + 1].place : end);
    points[i] = {place, PValue(left, right), Magnitude(left, right)};
  };
  for (size_t i = 0; i < points.size(); ++i) rate(i);
  while (!points.empty()) {
    auto removed = std::max_element(points.begin(), points.end(),
                                    [](const auto& a, const auto& b) { return a.p < b.p; });
    if (removed->p < policy.p_most) {
      removed = std::min_element(points.begin(), points.end(), [](const auto& a, const auto& b) {
        return a.magnitude < b.magnitude;
      });
      if (removed->magnitude >= policy.magnitude_least) break;
    }
    const auto place = static_cast<size_t>(removed - points.begin());
    points.erase(removed);
    if (place > 0) rate(place - 1);
    if (place < points.size()) rate(place);
  }
  std::vector<size_t> left;
  for (const Point& point : points) left.push_back(point.place);
  return left;
}

// Full windows are the same every night: only those that are not full are split again.
class Rule {
 public:
  Rule(const std::vector<double>& values, const OtavaPolicy& policy)
      : values_(values), sums_(values), policy_(policy) {}

  std::vector<size_t> PointsUntil(size_t end) {
    while (start_ + policy_.window <= end) start_ = Split(start_, start_ + policy_.window, &full_);
    std::vector<size_t> points = full_;
    for (size_t start = start_; start < end;) start = Split(start, end, &points);
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return Merge(points, sums_, end, policy_);
  }

  bool IsSlower(const std::vector<size_t>& points, size_t place, size_t end) const {
    const size_t before = place == 0 ? 0 : points[place - 1];
    const size_t after = place + 1 < points.size() ? points[place + 1] : end;
    return sums_.Of(points[place], after).mean > sums_.Of(before, points[place]).mean;
  }

 private:
  // Where the next window starts.
  size_t Split(size_t begin, size_t end, std::vector<size_t>* points) const {
    const auto found =
        SplitWindow(values_, sums_, begin, end, std::min(1.0, kFirstPass * policy_.p_most));
    points->insert(points->end(), found.begin(), found.end());
    return std::max(found.empty() ? 0 : found.back(), begin + policy_.window / 2);
  }

  const std::vector<double>& values_;
  Sums sums_;
  const OtavaPolicy& policy_;
  size_t start_ = 0;
  std::vector<size_t> full_;
};

}  // namespace

std::vector<size_t> FindOtavaSlower(const std::vector<double>& log_times,
                                    const OtavaPolicy& policy) {
  std::vector<double> times;
  for (const double log_time : log_times) times.push_back(std::exp(log_time - log_times.front()));
  Rule rule(times, policy);
  std::vector<size_t> told, nights;
  for (size_t end = 1; end <= times.size(); ++end) {
    const std::vector<size_t> points = rule.PointsUntil(end);
    for (size_t i = 0; i < points.size(); ++i) {
      const bool is_told = std::any_of(told.begin(), told.end(), [&](size_t place) {
        return std::max(place, points[i]) - std::min(place, points[i]) <= kSameNights;
      });
      if (is_told || !rule.IsSlower(points, i, end)) continue;
      told.push_back(points[i]);
      if (nights.empty() || nights.back() != end - 1) nights.push_back(end - 1);
    }
  }
  return nights;
}

}  // namespace attnwatch
