// SPDX-License-Identifier: Apache-2.0
//
// What a build can measure here, by the names of the cases.
//
//   const auto names = ListCases("main/attnwatch-runner", {"--grid=figure"}, "work/list.txt");
//   const auto chosen = MatchingCases(names, "kernel=cublas/head_dim=6?");
#pragma once

#include <string>
#include <vector>

namespace attnwatch {

// Asks the program of that bundle; what it says is kept in the file `list`. Throws Error where it
// says nothing.
std::vector<std::string> ListCases(const std::string& bundle, const std::vector<std::string>& flags,
                                   const std::string& list);

// The names in such a file, without what is unsupported here.
std::vector<std::string> ReadCaseList(const std::string& list);

// Throws Error where the text is no CasePattern, or matches none of them.
std::vector<std::string> MatchingCases(const std::vector<std::string>& names,
                                       const std::string& pattern);

}  // namespace attnwatch
