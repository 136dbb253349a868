// SPDX-License-Identifier: Apache-2.0
#include "compare/power/plantings.h"

#include <cmath>
#include <utility>

namespace attnwatch {

Plantings PlantSingles(const std::vector<Labels>& cases, const std::vector<double>& fractions,
                       size_t each, std::mt19937_64* random) {
  std::vector<Labels> left = cases;
  Plantings plantings;
  for (size_t n = 0; n < each; ++n) {
    for (const double fraction : fractions) {
      if (left.empty()) return plantings;
      std::swap(left[(*random)() % left.size()], left.back());
      plantings[CaseKey(left.back())] = std::log1p(fraction);
      left.pop_back();
    }
  }
  return plantings;
}

Plantings PlantClass(const std::vector<Labels>& cases, const std::string& alignment_class,
                     double fraction) {
  Plantings plantings;
  for (const Labels& labels : cases) {
    if (labels.Get("alignment_class") == alignment_class) {
      plantings[CaseKey(labels)] = std::log1p(fraction);
    }
  }
  return plantings;
}

Plantings PlantAll(const std::vector<Labels>& cases, double fraction) {
  Plantings plantings;
  for (const Labels& labels : cases) plantings[CaseKey(labels)] = std::log1p(fraction);
  return plantings;
}

}  // namespace attnwatch
