// SPDX-License-Identifier: Apache-2.0
//
// The only clock of the judging half: what is old, expired or accepted now.
//
//   UtcToday();   // "2026-11-23"
#pragma once

#include <string>

namespace attnwatch {

std::string UtcToday();
std::string UtcNow();  // "2026-11-23T12:00:00Z"

}  // namespace attnwatch
