// SPDX-License-Identifier: Apache-2.0
#include "ci/case_list.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "ci/child_process.h"
#include "results/case_pattern.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// "attention_score/kernel=cublas/head_dim=64": what has no = is no label.
Labels LabelsOf(const std::string& name) {
  Labels labels;
  std::istringstream parts(name);
  for (std::string part; std::getline(parts, part, '/');) {
    const size_t equals = part.find('=');
    if (equals != std::string::npos) labels.Set(part.substr(0, equals), part.substr(equals + 1));
  }
  return labels;
}

}  // namespace

std::vector<std::string> ListCases(const std::string& bundle, const std::vector<std::string>& flags,
                                   const std::string& list) {
  std::vector<std::string> command = {
      (std::filesystem::path(bundle) / "bin/attention_score").string()};
  command.insert(command.end(), flags.begin(), flags.end());
  command.emplace_back("--list");
  const ChildExit exit = RunChild(command, list);
  if (!exit.exited_with(0)) {
    throw Error("attention_score --list: " + exit.Describe() + ", see " + list);
  }
  return ReadCaseList(list);
}

std::vector<std::string> ReadCaseList(const std::string& list) {
  std::ifstream file(list);
  if (!file) throw Error(list + ": is missing");
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    if (line.find(' ') == std::string::npos) names.push_back(line);
  }
  return names;
}

std::vector<std::string> MatchingCases(const std::vector<std::string>& names,
                                       const std::string& pattern) {
  const CasePattern wanted(pattern);
  std::vector<std::string> chosen;
  for (const std::string& name : names) {
    if (wanted.Matches(LabelsOf(name))) chosen.push_back(name);
  }
  if (chosen.empty()) {
    throw Error("--case: " + OneLine(pattern, kQuotedBytes) +
                " matches no case that the base build can measure here; see attention_score "
                "--list");
  }
  return chosen;
}

}  // namespace attnwatch
