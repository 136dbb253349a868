// SPDX-License-Identifier: Apache-2.0
//
// Which commit this program was built from.
//
//   std::cout << "attnwatch " << BuildCommit() << (BuildDirty() ? " (dirty)" : "") << '\n';
#pragma once

#include <string_view>

namespace attnwatch {

// The full hash of the commit, or "unknown" for a tree without git.
std::string_view BuildCommit();

// True where the tree had changes that the commit lacks, and where that cannot be known.
bool BuildDirty();

}  // namespace attnwatch
