// SPDX-License-Identifier: Apache-2.0
//
// bisect.json, bisect_schema_version 1: a BisectState, one trial a line. Strict: it decides what is
// not measured again.
//
//   WriteFileAtomically("out/bisect/bisect.json", FormatBisectJson(state));
//   const BisectState state = ReadBisectJson("out/bisect/bisect.json");
#pragma once

#include <string>

#include "ci/bisect_search.h"

namespace attnwatch {

std::string FormatBisectJson(const BisectState& state);

// Throws Error with one line that starts with the path.
BisectState ReadBisectJson(const std::string& path);

}  // namespace attnwatch
