// SPDX-License-Identifier: Apache-2.0
//
// A bisection for a terminal.
//
//   out << FormatBisection(repository, state, "out/bisect");
#pragma once

#include <string>

#include "ci/bisect_search.h"
#include "ci/git.h"

namespace attnwatch {

// One line: the commit and what became of it.
std::string FormatTrial(const GitRepository& repository, const BisectTrial& trial);

// How it ended: the first bad commit with what its gate says of the cases, or why there is none.
std::string FormatBisection(const GitRepository& repository, const BisectState& state,
                            const std::string& folder);

}  // namespace attnwatch
