// SPDX-License-Identifier: Apache-2.0
#include "compare/power/peers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compare/distributions.h"
#include "compare/rank_test.h"
#include "compare/robust.h"

namespace attnwatch {
namespace {

// All samples of one case: log seconds, and the log cycles that they took.
struct Samples {
  std::vector<double> seconds;
  std::vector<double> cycles;
};

Samples Pool(const CaseRow& row, const std::vector<size_t>& columns) {
  Samples samples;
  for (const size_t column : columns) {
    for (const VisitSummary& visit : row.processes[column]->visits) {
      for (const double seconds : visit.log_seconds) {
        samples.seconds.push_back(seconds);
        samples.cycles.push_back(seconds + visit.log_clock.value_or(0));
      }
    }
  }
  return samples;
}

bool IsMeasured(const CaseRow& row) {
  return std::all_of(row.processes.begin(), row.processes.end(),
                     [](const auto& process) { return process && process->measured(); });
}

double Median(const std::vector<double>& values) { return Percentile(values, 0.5); }

template <class IsSlower>
std::vector<bool> EachRow(const ArmTable& arms, IsSlower is_slower) {
  std::vector<bool> slower;
  slower.reserve(arms.rows.size());
  for (const CaseRow& row : arms.rows) {
    slower.push_back(IsMeasured(row) &&
                     is_slower(Pool(row, arms.baseline), Pool(row, arms.candidate)));
  }
  return slower;
}

std::vector<bool> FixedFivePercent(const ArmTable& arms) {
  return EachRow(arms, [](const Samples& a, const Samples& b) {
    return Median(b.seconds) - Median(a.seconds) > std::log1p(0.05);
  });
}

std::vector<bool> MannWhitney(const ArmTable& arms) {
  return EachRow(arms, [](const Samples& a, const Samples& b) {
    return Median(b.seconds) > Median(a.seconds) && MannWhitneyPValue(a.seconds, b.seconds) < 0.05;
  });
}

// nvbench-compare-robust: from the smallest sample to the third quartile is an arm's interval, and
// slower is what lies half a percent above it, in time and in cycles.
bool IsClearOf(const std::vector<double>& a, const std::vector<double>& b) {
  return *std::min_element(b.begin(), b.end()) - Percentile(a, 0.75) >= std::log1p(0.005);
}

std::vector<bool> NvbenchRobust(const ArmTable& arms) {
  return EachRow(arms, [](const Samples& a, const Samples& b) {
    return IsClearOf(a.seconds, b.seconds) && IsClearOf(a.cycles, b.cycles);
  });
}

// Of the candidate being slower, one-sided. 1 where the samples do not vary.
double WelchPValue(const std::vector<double>& a, const std::vector<double>& b) {
  const double of_a = Variance(a) / static_cast<double>(a.size());
  const double of_b = Variance(b) / static_cast<double>(b.size());
  if (of_a + of_b <= 0) return 1;
  const double freedom = (of_a + of_b) * (of_a + of_b) /
                         (of_a * of_a / static_cast<double>(a.size() - 1) +
                          of_b * of_b / static_cast<double>(b.size() - 1));
  return StudentSurvival((Mean(b) - Mean(a)) / std::sqrt(of_a + of_b), freedom);
}

std::vector<bool> Welch(const ArmTable& arms) {
  std::vector<double> p_values;
  for (const CaseRow& row : arms.rows) {
    p_values.push_back(IsMeasured(row) ? WelchPValue(Pool(row, arms.baseline).seconds,
                                                     Pool(row, arms.candidate).seconds)
                                       : 1);
  }
  return BenjaminiHochberg(p_values, 0.05);
}

}  // namespace

std::vector<bool> BenjaminiHochberg(const std::vector<double>& p_values, double q) {
  std::vector<size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return p_values[a] < p_values[b]; });
  size_t rejected = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const double level = q * static_cast<double>(i + 1) / static_cast<double>(order.size());
    if (p_values[order[i]] <= level) rejected = i + 1;
  }
  std::vector<bool> is_rejected(p_values.size(), false);
  for (size_t i = 0; i < rejected; ++i) is_rejected[order[i]] = true;
  return is_rejected;
}

const std::vector<PeerRule>& PeerRules() {
  static const std::vector<PeerRule> rules = {
      {"5 % on the median", FixedFivePercent},
      {"Mann-Whitney at .05", MannWhitney},
      {"nvbench, robust", NvbenchRobust},
      {"Welch + Benjamini-Hochberg", Welch},
  };
  return rules;
}

}  // namespace attnwatch
