// SPDX-License-Identifier: Apache-2.0
#include "ci/selftest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

namespace attnwatch {
namespace {

bool IsUndecided(Verdict verdict) {
  return verdict == Verdict::kUnconfirmed || verdict == Verdict::kInconclusive;
}

// The name of a case ends with its labels.
bool IsCase(const std::string& case_name, const std::string& labels) {
  return case_name.size() > labels.size() &&
         case_name.compare(case_name.size() - labels.size(), labels.size(), labels) == 0 &&
         case_name[case_name.size() - labels.size() - 1] == '/';
}

}  // namespace

std::vector<Planting> ChoosePlantings(const std::vector<std::string>& case_names,
                                      const std::vector<double>& sizes, size_t each,
                                      uint64_t seed) {
  std::vector<std::string> names = case_names;
  std::mt19937_64 random(seed);
  // Not std::shuffle, whose order is the library's own.
  for (size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[random() % i]);
  std::vector<Planting> plantings;
  for (size_t n = 0; n < each; ++n) {
    for (const double size : sizes) {
      if (plantings.size() == names.size()) return plantings;
      plantings.push_back({names[plantings.size()], size});
    }
  }
  return plantings;
}

std::vector<std::string> PlantFlags(const std::vector<Planting>& plantings) {
  std::vector<std::string> flags;
  flags.reserve(plantings.size());
  for (const Planting& planting : plantings) {
    flags.push_back(fmt::format("--plant={}:{:g}%", planting.case_name, planting.fraction * 100));
  }
  return flags;
}

SelfTestResult CountFindings(const std::vector<Planting>& plantings, const Judgement& judgement) {
  std::map<double, SizeFindings> sizes;
  SelfTestResult result;
  for (const JudgedPoint& point : judgement.points) {
    const std::string labels = point.labels.Name();
    const auto planting = std::find_if(plantings.begin(), plantings.end(), [&](const Planting& p) {
      return IsCase(p.case_name, labels);
    });
    if (planting == plantings.end()) {
      ++result.clean;
      result.false_alarms += point.verdict == Verdict::kRegressed;
      result.clean_minor += point.verdict == Verdict::kMinor;
      result.clean_undecided += IsUndecided(point.verdict);
      continue;
    }
    SizeFindings& size = sizes[planting->fraction];
    size.fraction = planting->fraction;
    ++size.planted;
    size.regressed += point.verdict == Verdict::kRegressed;
    size.minor += point.verdict == Verdict::kMinor;
    size.undecided += IsUndecided(point.verdict);
  }
  for (const auto& [fraction, size] : sizes) result.sizes.push_back(size);
  return result;
}

std::string FormatSelfTest(const SelfTestResult& result) {
  std::string text = "   planted   cases  regressed  minor  undecided  missed\n";
  for (const SizeFindings& size : result.sizes) {
    const size_t missed = size.planted - size.regressed - size.minor - size.undecided;
    text += fmt::format("{:8.1f} % {:7} {:10} {:6} {:10} {:7}\n", size.fraction * 100, size.planted,
                        size.regressed, size.minor, size.undecided, missed);
  }
  return text + fmt::format("   nothing {:7} {:10} {:6} {:10}\n", result.clean, result.false_alarms,
                            result.clean_minor, result.clean_undecided);
}

}  // namespace attnwatch
