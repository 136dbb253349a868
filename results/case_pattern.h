// SPDX-License-Identifier: Apache-2.0
//
// CasePattern: which cases are meant, by their labels. Conditions `key=glob` with a / between them,
// in any order; all must hold. `*` alone means every case.
//
//   const CasePattern pattern("kernel=cublas*/head_dim=6?");
//   pattern.Matches(labels);
#pragma once

#include <string>
#include <vector>

#include "results/labels.h"

namespace attnwatch {

class CasePattern {
 public:
  // Throws Error with one line where the text is not a pattern.
  explicit CasePattern(const std::string& text);

  // A label that the case lacks matches nothing.
  bool Matches(const Labels& labels) const;

 private:
  std::vector<Labels::Pair> conditions_;
};

}  // namespace attnwatch
