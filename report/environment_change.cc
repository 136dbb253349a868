// SPDX-License-Identifier: Apache-2.0
#include "report/environment_change.h"

#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "results/one_line.h"

namespace attnwatch {
namespace {

struct Difference {
  std::string name, before, after;
};

std::map<std::string, std::string> ParseEnvironment(const std::string& text) {
  std::map<std::string, std::string> facts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t equals = std::min(line.find('='), line.size());
    facts[line.substr(0, equals)] = equals < line.size() ? line.substr(equals + 1) : "";
  }
  return facts;
}

std::vector<Difference> FindDifferences(const std::string& before, const std::string& after) {
  std::map<std::string, std::string> old_facts = ParseEnvironment(before);
  std::map<std::string, std::string> new_facts = ParseEnvironment(after);
  std::set<std::string> names;
  for (const auto* facts : {&old_facts, &new_facts}) {
    for (const auto& [name, value] : *facts) names.insert(name);
  }
  std::vector<Difference> differences;
  for (const std::string& name : names) {
    if (old_facts[name] != new_facts[name]) {
      differences.push_back({name, old_facts[name], new_facts[name]});
    }
  }
  return differences;
}

std::string Shown(const std::string& value) { return value.empty() ? "unknown" : OneLine(value); }

bool HasEnd(const std::string& name, const std::string& end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

// By the names that benchmarks/ records.
const char* PartOf(const std::string& name) {
  if (name == "board" || name == "vbios" || name == "device_name") return "board";
  if (name.compare(0, 6, "driver") == 0) return "driver";
  if (HasEnd(name, "_version") || name == "cuda_runtime") return "library";
  return "setting";
}

}  // namespace

std::string EnvironmentChange(const std::string& before, const std::string& after) {
  std::string text;
  for (const Difference& one : FindDifferences(before, after)) {
    text += (text.empty() ? "" : ", ") + OneLine(one.name) + ' ' + Shown(one.before) + " -> " +
            Shown(one.after);
  }
  return text;
}

std::string EnvironmentParts(const std::string& before, const std::string& after) {
  std::set<std::string> parts;
  for (const Difference& one : FindDifferences(before, after)) parts.insert(PartOf(one.name));
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "another " : " and ") + part;
  return text;
}

}  // namespace attnwatch
