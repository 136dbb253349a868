// SPDX-License-Identifier: Apache-2.0
#include "ci/selftest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <random>
#include <sstream>
#include <utility>

#include "results/error.h"

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

constexpr std::array<std::pair<Trial, std::string_view>, 5> kTrialNames = {
    {{Trial::kClean, "clean"},
     {Trial::kSingles, "singles"},
     {Trial::kClass, "class"},
     {Trial::kAll, "all"},
     {Trial::kHeat, "heat"}}};

constexpr double kClassFraction = 0.03;
constexpr double kAllFraction = 0.02;
constexpr size_t kClassCasesLeast = 5;  // smaller classes have no shift (compare/policy.h)

void Shuffle(std::vector<std::string>* names, std::mt19937_64* random) {
  // Not std::shuffle, whose order is the library's own.
  for (size_t i = names->size(); i > 1; --i) std::swap((*names)[i - 1], (*names)[(*random)() % i]);
}

std::vector<Planting> PlantSingles(const std::vector<std::string>& names,
                                   const PlantingOptions& options) {
  std::vector<Planting> plantings;
  for (size_t n = 0; n < options.each; ++n) {
    for (const double size : options.sizes) {
      if (plantings.size() == names.size()) return plantings;
      plantings.push_back({names[plantings.size()], size});
    }
  }
  return plantings;
}

// The kernel and the class of a case: what shifts together.
std::string ClassOf(const std::string& case_name) {
  std::string text;
  for (const char* key : {"/kernel=", "/alignment_class="}) {
    const size_t begin = case_name.find(key);
    if (begin == std::string::npos) continue;
    text += case_name.substr(begin, case_name.find('/', begin + 1) - begin);
  }
  return text;
}

std::vector<Planting> PlantEvery(const std::vector<std::string>& names, double fraction) {
  std::vector<Planting> plantings;
  plantings.reserve(names.size());
  for (const std::string& name : names) plantings.push_back({name, fraction});
  return plantings;
}

// All cases of the class that the first case of a large enough class belongs to.
std::vector<Planting> PlantClass(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<std::string>> classes;
  for (const std::string& name : names) classes[ClassOf(name)].push_back(name);
  for (const std::string& name : names) {
    const auto& members = classes[ClassOf(name)];
    if (members.size() >= kClassCasesLeast) return PlantEvery(members, kClassFraction);
  }
  return {};
}

std::string DescribeShift(const Shift& shift) {
  return fmt::format("{} {}: {:+.2f} % ({} cases)", GroupName(shift.scope),
                     VerdictName(shift.verdict), std::expm1(shift.log_ratio) * 100,
                     shift.point_count);
}

// In a case that follows the clock: of odd head_dims, which no memory limit hides.
std::vector<Planting> PlantHeat(const std::vector<std::string>& names) {
  const std::string end = "/alignment_class=1";
  const auto odd = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
    const std::string of = ClassOf(name);
    return of.size() >= end.size() && of.compare(of.size() - end.size(), end.size(), end) == 0;
  });
  return odd == names.end() ? std::vector<Planting>{} : PlantEvery({*odd}, 0);
}

SizeFindings* FindSize(double fraction, std::vector<SizeFindings>* sizes) {
  const auto at = std::find_if(sizes->begin(), sizes->end(),
                               [&](const SizeFindings& size) { return size.fraction >= fraction; });
  if (at != sizes->end() && at->fraction == fraction) return &*at;
  SizeFindings size;
  size.fraction = fraction;
  return &*sizes->insert(at, size);
}

}  // namespace

std::string_view TrialName(Trial trial) {
  for (const auto& [known, name] : kTrialNames) {
    if (known == trial) return name;
  }
  return "";
}

std::vector<Trial> ParseTrials(const std::string& text) {
  std::vector<Trial> trials;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const size_t colon = part.find(':');
    const std::string name = part.substr(0, colon);
    const std::string digits = colon == std::string::npos ? "1" : part.substr(colon + 1);
    int count = 0;
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    const auto known = std::find_if(kTrialNames.begin(), kTrialNames.end(),
                                    [&](const auto& entry) { return entry.second == name; });
    const bool is_count = error == std::errc() && rest == digits.data() + digits.size();
    if (known == kTrialNames.end() || !is_count || count < 1) {
      throw Error("--gates: '" + part +
                  "' is none of clean, singles, class, all, heat, or such a "
                  "name and how many, clean:6");
    }
    trials.insert(trials.end(), static_cast<size_t>(count), known->first);
  }
  return trials;
}

std::vector<Planting> ChoosePlantings(Trial trial, const std::vector<std::string>& case_names,
                                      const PlantingOptions& options) {
  std::vector<std::string> names = case_names;
  std::mt19937_64 random(options.seed);
  Shuffle(&names, &random);
  switch (trial) {
    case Trial::kClean:
      return {};
    case Trial::kSingles:
      return PlantSingles(names, options);
    case Trial::kClass:
      return PlantClass(names);
    case Trial::kAll:
      return PlantEvery(names, kAllFraction);
    case Trial::kHeat:
      return PlantHeat(names);
  }
  return {};
}

std::vector<std::string> PlantFlags(const std::vector<Planting>& plantings) {
  std::vector<std::string> flags;
  flags.reserve(plantings.size());
  for (const Planting& planting : plantings) {
    const std::string how =
        planting.fraction > 0 ? fmt::format("{:g}%", planting.fraction * 100) : "heat";
    flags.push_back(fmt::format("--plant={}:{}", planting.case_name, how));
  }
  return flags;
}

SelfTestResult CountFindings(const std::vector<Planting>& plantings, const Judgement& judgement) {
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
    SizeFindings& size = *FindSize(planting->fraction, &result.sizes);
    ++size.planted;
    size.regressed += point.verdict == Verdict::kRegressed;
    size.minor += point.verdict == Verdict::kMinor;
    size.undecided += IsUndecided(point.verdict);
  }
  for (const Shift& shift : judgement.shifts) result.shifts.push_back(DescribeShift(shift));
  return result;
}

void Add(const SelfTestResult& result, SelfTestResult* total) {
  for (const SizeFindings& size : result.sizes) {
    SizeFindings* sum = FindSize(size.fraction, &total->sizes);
    sum->planted += size.planted;
    sum->regressed += size.regressed;
    sum->minor += size.minor;
    sum->undecided += size.undecided;
  }
  total->clean += result.clean;
  total->false_alarms += result.false_alarms;
  total->clean_minor += result.clean_minor;
  total->clean_undecided += result.clean_undecided;
  total->shifts.insert(total->shifts.end(), result.shifts.begin(), result.shifts.end());
}

std::string FormatSelfTest(const SelfTestResult& result) {
  std::string text = "   planted   cases  regressed  minor  undecided  missed\n";
  for (const SizeFindings& size : result.sizes) {
    const size_t missed = size.planted - size.regressed - size.minor - size.undecided;
    const std::string what =
        size.fraction > 0 ? fmt::format("{:8.1f} %", size.fraction * 100) : "      heat";
    text += fmt::format("{} {:7} {:10} {:6} {:10} {:7}\n", what, size.planted, size.regressed,
                        size.minor, size.undecided, missed);
  }
  text += fmt::format("   nothing {:7} {:10} {:6} {:10}\n", result.clean, result.false_alarms,
                      result.clean_minor, result.clean_undecided);
  for (const std::string& shift : result.shifts) text += "   together: " + shift + '\n';
  return text;
}

}  // namespace attnwatch
