// SPDX-License-Identifier: Apache-2.0
//
// A case: one kernel on one problem, with the labels that name it everywhere.
//
//   const Grid grid = FindGrid("smoke");
//   for (const Case& c : GridCases(grid, GridKernels(grid, Placement::kHost))) Print(c.name());
#pragma once

#include <string>
#include <vector>

#include "benchmarks/grid.h"
#include "kernels/attention_score/kernel.h"
#include "results/labels.h"

namespace attnwatch {

struct Case {
  const AttentionScoreKernel* kernel = nullptr;
  AttentionScoreProblem problem;
  Labels labels;

  // "attention_score/kernel=onednn/dtype=float32/..."
  std::string name() const { return "attention_score/" + labels.Name(); }
  // "onednn float32 tn b=1 a=96 s=512 d=64", for a line of progress
  std::string short_name() const;
};

// kernel, dtype, layout, batch, heads, seq_len, head_dim, hidden_size, alignment_class
Labels CaseLabels(std::string_view kernel, const AttentionScoreProblem& problem);

// The kernels of the grid that are named, or all of that placement where none is.
// Throws Error for a name that this build does not have, where names of both placements are mixed
// (a run is of one device), and where the build has no kernel of that placement.
std::vector<const AttentionScoreKernel*> GridKernels(const Grid& grid, Placement fallback);

// Kernels x problems. Throws Error for a grid with an impossible problem.
std::vector<Case> GridCases(const Grid& grid,
                            const std::vector<const AttentionScoreKernel*>& kernels);

// The problems of the cases that their kernels can do here.
std::vector<AttentionScoreProblem> SupportedProblems(const std::vector<Case>& cases);

}  // namespace attnwatch
