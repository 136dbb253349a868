// SPDX-License-Identifier: Apache-2.0
#include "compare/power/trend_peers.h"

#include <algorithm>
#include <cmath>

#include "compare/distributions.h"
#include "compare/power/otava_rule.h"
#include "compare/robust.h"

namespace attnwatch {
namespace {

std::vector<double> Slice(const std::vector<double>& values, size_t begin, size_t end) {
  return {values.begin() + static_cast<std::ptrdiff_t>(begin),
          values.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::vector<size_t> LastVersusPrevious(const std::vector<double>& values) {
  std::vector<size_t> nights;
  for (size_t i = 1; i < values.size(); ++i) {
    if (values[i] - values[i - 1] > std::log1p(0.05)) nights.push_back(i);
  }
  return nights;
}

std::vector<size_t> RustcPerf(const std::vector<double>& values) {
  constexpr size_t kChanges = 30;
  std::vector<size_t> nights;
  std::vector<double> changes;
  for (size_t i = 1; i < values.size(); ++i) {
    const double change = values[i] - values[i - 1];
    if (changes.size() >= kChanges) {
      const std::vector<double> last = Slice(changes, changes.size() - kChanges, changes.size());
      const double q1 = Percentile(last, 0.25), q3 = Percentile(last, 0.75);
      if (change >= q3 + 3 * (q3 - q1)) nights.push_back(i);
    }
    changes.push_back(std::abs(change));
  }
  return nights;
}

std::vector<size_t> Bencher(const std::vector<double>& values) {
  constexpr size_t kWindow = 64, kLeast = 10;
  std::vector<size_t> nights;
  for (size_t i = kLeast; i < values.size(); ++i) {
    const std::vector<double> last = Slice(values, i > kWindow ? i - kWindow : 0, i);
    const auto count = static_cast<double>(last.size());
    const double width =
        StudentQuantile(0.99, count - 1) * std::sqrt(Variance(last) * (1 + 1 / count));
    if (values[i] > Mean(last) + width) nights.push_back(i);
  }
  return nights;
}

// Nights nearer to the change weigh more: linearly, in both halves.
struct Weighted {
  double mean, variance;
};

Weighted Weigh(const std::vector<double>& values, bool is_later) {
  std::vector<double> weights;
  for (size_t i = 0; i < values.size(); ++i) {
    weights.push_back(static_cast<double>(is_later ? values.size() - i : i + 1));
  }
  const double mean = WeightedMean(values, weights);
  std::vector<double> squares;
  for (const double value : values) squares.push_back((value - mean) * (value - mean));
  const auto count = static_cast<double>(values.size());
  return {mean, WeightedMean(squares, weights) * count / (count - 1)};
}

std::vector<size_t> Perfherder(const std::vector<double>& values) {
  constexpr size_t kBack = 12, kForward = 12;
  constexpr double kLimit = 7;
  std::vector<size_t> nights;
  for (size_t i = kBack; i + kForward <= values.size(); ++i) {
    const Weighted before = Weigh(Slice(values, i - kBack, i), false);
    const Weighted after = Weigh(Slice(values, i, i + kForward), true);
    const double error =
        std::sqrt(before.variance / double{kBack} + after.variance / double{kForward});
    // It knows only when the last of the later nights is there.
    if (error > 0 && (after.mean - before.mean) / error > kLimit)
      nights.push_back(i + kForward - 1);
  }
  return nights;
}

std::vector<size_t> Otava(const std::vector<double>& values) {
  return FindOtavaSlower(values, OtavaPolicy{});
}

std::vector<size_t> OtavaFivePercent(const std::vector<double>& values) {
  OtavaPolicy policy;
  policy.magnitude_least = 0.05;
  return FindOtavaSlower(values, policy);
}

}  // namespace

const std::vector<TrendPeer>& TrendPeers() {
  static const std::vector<TrendPeer> peers = {{"last vs previous > 5 %", LastVersusPrevious},
                                               {"rustc-perf", RustcPerf},
                                               {"Bencher t .99, 64", Bencher},
                                               {"Perfherder", Perfherder},
                                               {"Otava", Otava},
                                               {"Otava, 5 % at least", OtavaFivePercent}};
  return peers;
}

}  // namespace attnwatch
