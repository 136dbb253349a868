// SPDX-License-Identifier: Apache-2.0
#include "compare/rank_test.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "compare/distributions.h"

namespace attnwatch {
namespace {

struct RankSum {
  double of_a = 0;      // ranks from 1; equal samples share the mean of their ranks
  double tie_term = 0;  // sum of t^3 - t over groups of t equal samples
};

RankSum SumRanks(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<std::pair<double, bool>> pooled;  // sample, is of a
  pooled.reserve(a.size() + b.size());
  for (const double value : a) pooled.emplace_back(value, true);
  for (const double value : b) pooled.emplace_back(value, false);
  std::sort(pooled.begin(), pooled.end());
  RankSum sum;
  for (size_t begin = 0, end = 0; begin < pooled.size(); begin = end) {
    double of_a = 0;
    for (; end < pooled.size() && pooled[end].first == pooled[begin].first; ++end) {
      of_a += pooled[end].second ? 1 : 0;
    }
    const auto ties = static_cast<double>(end - begin);
    sum.of_a += of_a * static_cast<double>(begin + end + 1) / 2;
    sum.tie_term += ties * ties * ties - ties;
  }
  return sum;
}

}  // namespace

// Mann and Whitney, Ann. Math. Stat. 18, 1947; the variance under ties as in Lehmann,
// "Nonparametrics", 1975, section 1.4.
double MannWhitneyPValue(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.empty() || b.empty()) return 1;
  const auto size_a = static_cast<double>(a.size());
  const auto size_b = static_cast<double>(b.size());
  const double size = size_a + size_b;
  const RankSum ranks = SumRanks(a, b);
  const double u = ranks.of_a - size_a * (size_a + 1) / 2;
  const double variance = size_a * size_b / 12 * (size + 1 - ranks.tie_term / (size * (size - 1)));
  if (!(variance > 0)) return 1;
  const double distance = std::abs(u - size_a * size_b / 2) - 0.5;
  return std::clamp(2 * NormalSurvival(distance / std::sqrt(variance)), 0.0, 1.0);
}

}  // namespace attnwatch
