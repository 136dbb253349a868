// SPDX-License-Identifier: Apache-2.0
//
// SelfTest: does the gate find what is there, and keep quiet where nothing is? Slowdowns of known
// sizes are planted in cases of the head build, which is the base build otherwise.
//
//   for (const Trial trial : ParseTrials("clean:2,singles,class,all,heat")) {
//     const std::vector<Planting> plantings = ChoosePlantings(trial, case_names, options);
//     gate.head_flags = PlantFlags(plantings);
//     Add(CountFindings(plantings, outcome.judgement), &total);
//   }
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compare/judgement.h"

namespace attnwatch {

// What one gate of a self test has to find.
enum class Trial {
  kClean,    // nothing
  kSingles,  // random cases, each size a few times
  kClass,    // 3 % in all cases of one alignment class
  kAll,      // 2 % in all cases
  kHeat,     // one case whose clock is lowered, and nothing else
};

// "clean:6,singles,heat": names with how many of each, 1 where nothing is said. Throws Error.
std::vector<Trial> ParseTrials(const std::string& text);
std::string_view TrialName(Trial trial);

struct Planting {
  std::string case_name;  // "attention_score/kernel=..."
  double fraction = 0;    // 0.02 is 2 %; 0 is heat
};

struct PlantingOptions {
  std::vector<double> sizes;  // of single cases
  size_t each = 1;            // single cases a size, no case twice
  uint64_t seed = 1;          // equal seeds choose alike
};

// As many as there are cases for.
std::vector<Planting> ChoosePlantings(Trial trial, const std::vector<std::string>& case_names,
                                      const PlantingOptions& options);

// What attention_score takes: --plant=<case>:<percent>% or --plant=<case>:heat for each.
std::vector<std::string> PlantFlags(const std::vector<Planting>& plantings);

struct SizeFindings {
  double fraction = 0;
  size_t planted = 0;
  size_t regressed = 0;
  size_t minor = 0;
  size_t undecided = 0;  // unconfirmed or inconclusive
};

struct SelfTestResult {
  std::vector<SizeFindings> sizes;  // ascending; heat first, as 0
  size_t clean = 0;                 // cases without a planting that were judged
  size_t false_alarms = 0;          // of those: regressed
  size_t clean_minor = 0;
  size_t clean_undecided = 0;
  std::vector<std::string> shifts;  // what moved together, in words
};

SelfTestResult CountFindings(const std::vector<Planting>& plantings, const Judgement& judgement);

// `total` is of several gates.
void Add(const SelfTestResult& result, SelfTestResult* total);

// A table for a terminal.
std::string FormatSelfTest(const SelfTestResult& result);

}  // namespace attnwatch
