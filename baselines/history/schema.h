// SPDX-License-Identifier: Apache-2.0
//
// The tables of the index, and which of them a file holds.
//
//   PrepareForWriting(database);   // creates them in an empty file
//   RequireSchema(database);       // throws Error: not ours, or of a newer attnwatch
#pragma once

#include "baselines/history/sqlite.h"

namespace attnwatch {

inline constexpr int64_t kHistorySchemaVersion = 1;

void PrepareForWriting(Database& database);
void RequireSchema(Database& database);

}  // namespace attnwatch
