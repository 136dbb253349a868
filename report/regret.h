// SPDX-License-Identifier: Apache-2.0
//
// Heuristic regret: how much time cuBLASLt's first choice loses to the best of the algorithms that
// its heuristic offers, t(cublaslt) / t(cublaslt_best) - 1.
//
//   if (const auto regret = FindRegret(figure)) out << FormatRegret(*regret);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/figure.h"

namespace attnwatch {

struct RegretPoint {
  std::string problem;  // "float16 tn, b=4, a=96, s=2048"
  int64_t head_dim = 0;
  double ratio = 1;  // t(cublaslt) / t(cublaslt_best)
};

struct Regret {
  double geometric_mean = 1;
  std::vector<RegretPoint> points;  // the largest first
};

// Over the points that both kernels have in the same problem; nothing where there is none.
std::optional<Regret> FindRegret(const Figure& figure);

// For a terminal: the mean, how many points lose more than 2 %, and the worst ones.
std::string FormatRegret(const Regret& regret);

}  // namespace attnwatch
