// SPDX-License-Identifier: Apache-2.0
#include "report/regret.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "report/text.h"

namespace attnwatch {
namespace {

constexpr std::string_view kFirstChoice = "cublaslt";
constexpr std::string_view kBestChoice = "cublaslt_best";
constexpr double kNoticed = 1.02;
constexpr size_t kWorstListed = 5;

std::string Problem(const FigurePanel& panel) {
  return fmt::format("{} {}, b={}, a={}, s={}", panel.dtype, panel.layout, panel.batch, panel.heads,
                     panel.seq_len);
}

std::map<int64_t, double> SecondsByHeadDim(const FigurePanel& panel) {
  std::map<int64_t, double> seconds;
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& point : line.points) seconds[point.head_dim] = point.seconds;
  }
  return seconds;
}

}  // namespace

std::optional<Regret> FindRegret(const Figure& figure) {
  Regret regret;
  double log_sum = 0;
  for (const FigurePanel& first : figure.panels) {
    if (first.kernel != kFirstChoice) continue;
    for (const FigurePanel& best : figure.panels) {
      if (best.kernel != kBestChoice || Problem(best) != Problem(first)) continue;
      const auto best_seconds = SecondsByHeadDim(best);
      for (const auto& [head_dim, seconds] : SecondsByHeadDim(first)) {
        const auto found = best_seconds.find(head_dim);
        if (found == best_seconds.end()) continue;
        regret.points.push_back({Problem(first), head_dim, seconds / found->second});
        log_sum += std::log(regret.points.back().ratio);
      }
    }
  }
  if (regret.points.empty()) return std::nullopt;
  regret.geometric_mean = std::exp(log_sum / static_cast<double>(regret.points.size()));
  std::stable_sort(regret.points.begin(), regret.points.end(),
                   [](const RegretPoint& a, const RegretPoint& b) { return a.ratio > b.ratio; });
  return regret;
}

std::string FormatRegret(const Regret& regret) {
  const auto noticed = std::count_if(regret.points.begin(), regret.points.end(),
                                     [](const RegretPoint& p) { return p.ratio > kNoticed; });
  std::string text = fmt::format(
      "cuBLASLt's first choice takes {:.3f} of the time of its best one (geometric mean of {} "
      "points); {} lose more than {:.0f} %:",
      regret.geometric_mean, regret.points.size(), noticed, (kNoticed - 1) * 100);
  for (size_t i = 0; i < std::min(kWorstListed, regret.points.size()); ++i) {
    const RegretPoint& point = regret.points[i];
    text += fmt::format(" {:.3f} at d = {} ({});", point.ratio, point.head_dim, point.problem);
  }
  text.back() = '.';
  return "Heuristic regret\n" + WrapText(text, 2);
}

}  // namespace attnwatch
