// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/problem.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace attnwatch {
namespace {

constexpr std::array<std::string_view, 2> kLayoutNames = {"tn", "nn"};

struct Dimension {
  std::string_view name;
  int64_t value;
};

std::string Format(const Dimension& dimension) {
  return std::string(dimension.name) + "=" + std::to_string(dimension.value);
}

// Nothing where the product of the (positive) factors does not fit.
std::optional<int64_t> Product(std::initializer_list<int64_t> factors) {
  int64_t product = 1;
  for (const int64_t factor : factors) {
    if (__builtin_mul_overflow(product, factor, &product)) return std::nullopt;
  }
  return product;
}

// All counts of the problem are at most one of these two, and so are the products on the way.
bool CountsFit(const AttentionScoreProblem& p) {
  const int64_t size = static_cast<int64_t>(DtypeSize(p.dtype));
  if (!Product({2, p.batch, p.heads, p.seq_len, p.seq_len, p.head_dim})) return false;
  const auto inputs = Product({2, p.batch, p.heads, p.seq_len, p.head_dim, size});
  const auto scores = Product({p.batch, p.heads, p.seq_len, p.seq_len, size});
  int64_t byte_count;
  return inputs && scores && !__builtin_add_overflow(*inputs, *scores, &byte_count);
}

}  // namespace

std::string_view LayoutName(Layout layout) { return kLayoutNames[static_cast<size_t>(layout)]; }

std::optional<Layout> FindLayout(std::string_view name) {
  for (const Layout layout : {Layout::kTn, Layout::kNn}) {
    if (LayoutName(layout) == name) return layout;
  }
  return std::nullopt;
}

double AttentionScoreProblem::scale() const {
  return 1.0 / std::sqrt(static_cast<double>(head_dim));
}

std::optional<std::string> FindProblemError(const AttentionScoreProblem& problem) {
  const std::array<Dimension, 4> dimensions = {{{"batch", problem.batch},
                                                {"heads", problem.heads},
                                                {"seq_len", problem.seq_len},
                                                {"head_dim", problem.head_dim}}};
  for (const Dimension& dimension : dimensions) {
    if (dimension.value < 1) return Format(dimension) + ": must be at least 1";
  }
  if (CountsFit(problem)) return std::nullopt;
  const auto& largest =
      *std::max_element(dimensions.begin(), dimensions.end(),
                        [](const Dimension& a, const Dimension& b) { return a.value < b.value; });
  return Format(largest) + ": too large, the problem's bytes or FLOPs do not fit in 64 bits";
}

}  // namespace attnwatch
