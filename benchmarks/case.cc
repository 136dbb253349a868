// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/case.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "kernels/attention_score/registry.h"
#include "results/error.h"
#include "results/table_points.h"

namespace attnwatch {
namespace {

std::string KernelNames() {
  std::vector<std::string_view> names;
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) names.push_back(kernel.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

const AttentionScoreKernel* RequireKernel(std::string_view name) {
  if (const AttentionScoreKernel* kernel = FindKernel(name)) return kernel;
  throw Error(
      fmt::format("kernel '{}' is unknown or not in this build; it has {}", name, KernelNames()));
}

}  // namespace

std::string Case::short_name() const {
  return fmt::format("{} {} {} b={} a={} s={} d={}", kernel->name, DtypeName(problem.dtype),
                     LayoutName(problem.layout), problem.batch, problem.heads, problem.seq_len,
                     problem.head_dim);
}

Labels CaseLabels(std::string_view kernel, const AttentionScoreProblem& problem) {
  return {{"kernel", std::string(kernel)},
          {"dtype", std::string(DtypeName(problem.dtype))},
          {"layout", std::string(LayoutName(problem.layout))},
          {"batch", std::to_string(problem.batch)},
          {"heads", std::to_string(problem.heads)},
          {"seq_len", std::to_string(problem.seq_len)},
          {"head_dim", std::to_string(problem.head_dim)},
          {"hidden_size", std::to_string(problem.hidden_size())},
          {"alignment_class", std::to_string(FigureClass(problem.head_dim))}};
}

std::vector<const AttentionScoreKernel*> GridKernels(const Grid& grid, Placement fallback) {
  std::vector<const AttentionScoreKernel*> kernels;
  if (grid.kernels.empty()) {
    for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
      if (kernel.placement == fallback && !kernel.by_name_only) kernels.push_back(&kernel);
    }
  }
  for (const std::string& name : grid.kernels) kernels.push_back(RequireKernel(name));
  // Every build has kernels of the host.
  if (kernels.empty()) {
    throw Error(
        "no kernel of this build runs on a GPU (the CUDA toolkit was not found); "
        "choose --device=cpu");
  }
  for (const AttentionScoreKernel* kernel : kernels) {
    if (kernel->placement != kernels.front()->placement) {
      throw Error(
          fmt::format("kernels '{}' and '{}' run on different devices: measure them in two runs",
                      kernels.front()->name, kernel->name));
    }
  }
  return kernels;
}

std::vector<Case> GridCases(const Grid& grid,
                            const std::vector<const AttentionScoreKernel*>& kernels) {
  std::vector<Case> cases;
  for (const AttentionScoreKernel* kernel : kernels) {
    for (const AttentionScoreProblem& problem : GridProblems(grid)) {
      if (const auto error = FindProblemError(problem)) throw Error(*error);
      cases.push_back({kernel, problem, CaseLabels(kernel->name, problem)});
    }
  }
  return cases;
}

std::vector<AttentionScoreProblem> SupportedProblems(const std::vector<Case>& cases) {
  std::vector<AttentionScoreProblem> problems;
  for (const Case& c : cases) {
    if (!c.kernel->unsupported(c.problem)) problems.push_back(c.problem);
  }
  return problems;
}

}  // namespace attnwatch
