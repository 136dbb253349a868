// SPDX-License-Identifier: Apache-2.0
//
// Which cases of a power study are slower, and by how much.
//
//   const Plantings plantings = PlantSingles(cases, {0.01, 0.02}, 3, &random);
#pragma once

#include <random>
#include <string>
#include <vector>

#include "compare/power/session.h"

namespace attnwatch {

// `each` random cases for every size, no case twice.
Plantings PlantSingles(const std::vector<Labels>& cases, const std::vector<double>& fractions,
                       size_t each, std::mt19937_64* random);

// All cases of one class.
Plantings PlantClass(const std::vector<Labels>& cases, const std::string& alignment_class,
                     double fraction);

Plantings PlantAll(const std::vector<Labels>& cases, double fraction);

}  // namespace attnwatch
