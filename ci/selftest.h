// SPDX-License-Identifier: Apache-2.0
//
// SelfTest: does the gate find what is there, and keep quiet where nothing is? Slowdowns of known
// sizes are planted in randomly chosen cases of the head build, which is the base build otherwise.
//
//   const std::vector<Planting> plantings = ChoosePlantings(case_names, {0.01, 0.02}, 3, seed);
//   gate.head_flags = PlantFlags(plantings);
//   const SelfTestResult result = CountFindings(plantings, outcome.judgement);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compare/judgement.h"

namespace attnwatch {

struct Planting {
  std::string case_name;  // "attention_score/kernel=..."
  double fraction = 0;    // 0.02 is 2 %
};

// `each` cases for every size, no case twice; as many as there are cases. Equal seeds choose alike.
std::vector<Planting> ChoosePlantings(const std::vector<std::string>& case_names,
                                      const std::vector<double>& sizes, size_t each, uint64_t seed);

// What attention_score takes: --plant=<case>:<percent>% for each.
std::vector<std::string> PlantFlags(const std::vector<Planting>& plantings);

struct SizeFindings {
  double fraction = 0;
  size_t planted = 0;
  size_t regressed = 0;
  size_t minor = 0;
  size_t undecided = 0;  // unconfirmed or inconclusive
};

struct SelfTestResult {
  std::vector<SizeFindings> sizes;  // ascending
  size_t clean = 0;                 // cases without a planting that were judged
  size_t false_alarms = 0;          // of those: regressed
  size_t clean_minor = 0;
  size_t clean_undecided = 0;
};

SelfTestResult CountFindings(const std::vector<Planting>& plantings, const Judgement& judgement);

// A table for a terminal.
std::string FormatSelfTest(const SelfTestResult& result);

}  // namespace attnwatch
