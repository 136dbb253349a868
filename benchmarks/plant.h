// SPDX-License-Identifier: Apache-2.0
//
// Planted slowdowns: which cases are made slower on purpose (slowdown.h), so that a judge can be
// tested. A run that holds one says `planted` and is never a baseline.
//
//   const std::vector<Plant> plants = ParsePlants({"head_dim=64/:2%"});
//   PlantedFraction(plants, "attention_score/kernel=cublas/.../head_dim=64/...");   // 0.02
//
// A planted heat does not touch the case: the hottest work there is runs before each of its visits,
// as if its kernel drew more power, so that a GPU at its power cap is slower by its clock alone.
#pragma once

#include <string>
#include <vector>

namespace attnwatch {

struct Plant {
  std::string pattern;  // part of the name of a case
  double fraction = 0;  // 0.02 is 2 % of the case's own time; 0 is heat
};

// "PATTERN:PERCENT%" or "PATTERN:heat" each. Throws Error.
std::vector<Plant> ParsePlants(const std::vector<std::string>& texts);

// The fractions of all plants whose pattern the name holds, added up.
double PlantedFraction(const std::vector<Plant>& plants, const std::string& case_name);

// Whether the name holds a pattern of heat.
bool IsHeatPlanted(const std::vector<Plant>& plants, const std::string& case_name);

}  // namespace attnwatch
