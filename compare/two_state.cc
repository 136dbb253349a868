// SPDX-License-Identifier: Apache-2.0
#include "compare/two_state.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compare/robust.h"

namespace attnwatch {
namespace {

constexpr double kShareMin = 0.1;
constexpr size_t kStateSizeMin = 2;  // a single odd process is an outlier, not a state
constexpr double kGapMin = 0.0025;   // of log time; nobody cares about smaller ones

// How many deviations within the states their means must be apart. The best split of n normal
// values into two is itself 2.8 (large n) to 3.2 (n = 8) deviations wide at the median, so that a
// plain limit of 3 calls half of all quiet cases two-state. 3 (1 + 8 / n) does so for 2 % of them
// at every n from 8 to 48 (simulated, 3000 draws each), and finds states 6 deviations apart in 99 %
// at n = 24.
double GapLimit(size_t count) { return 3 * (1 + 8 / static_cast<double>(count)); }

struct Split {
  size_t low_count = 0;
  double gap = 0;
  double squares = 0;  // within the two
  double middle = 0;
};

double SumSquares(const std::vector<double>& values, double mean) {
  return std::accumulate(values.begin(), values.end(), 0.0, [mean](double sum, double value) {
    return sum + (value - mean) * (value - mean);
  });
}

// The split of sorted values with the least squares within the two parts: 2-means, exactly.
Split BestSplit(const std::vector<double>& sorted) {
  Split best;
  for (size_t low_count = 1; low_count < sorted.size(); ++low_count) {
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(low_count);
    const std::vector<double> low(sorted.begin(), middle), high(middle, sorted.end());
    const double low_mean = Mean(low), high_mean = Mean(high);
    const double squares = SumSquares(low, low_mean) + SumSquares(high, high_mean);
    if (best.low_count == 0 || squares < best.squares) {
      best = {low_count, high_mean - low_mean, squares, (low_mean + high_mean) / 2};
    }
  }
  return best;
}

}  // namespace

std::optional<TwoStates> FindTwoStates(std::vector<double> values) {
  const size_t count = values.size();
  if (count < kTwoStateProcessesMin) return std::nullopt;
  std::sort(values.begin(), values.end());
  const Split split = BestSplit(values);
  const double deviation = std::sqrt(split.squares / static_cast<double>(count - 2));
  const size_t fewer = std::min(split.low_count, count - split.low_count);
  const double share = static_cast<double>(fewer) / static_cast<double>(count);
  if (fewer < kStateSizeMin || share < kShareMin) return std::nullopt;
  if (split.gap < kGapMin || split.gap <= GapLimit(count) * deviation) return std::nullopt;
  return TwoStates{split.gap, share, split.middle};
}

}  // namespace attnwatch
