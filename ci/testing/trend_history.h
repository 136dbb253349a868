// SPDX-License-Identifier: Apache-2.0
//
// A made-up history: an index of nights from 2026-01-01 on, six cases each, equal on every machine.
//
//   WriteTrendHistory("history.db", 80, [](size_t night, int64_t head_dim) { return 0.0; });
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "baselines/history/index.h"

namespace attnwatch {

// Adds to the log time of a night of a case.
using NightEffect = std::function<double(size_t night, int64_t head_dim)>;

// Changes a night, which has been made already, as it likes.
using NightChange = std::function<void(size_t night, HistoryEntry* entry)>;
// From that night on all have another driver.
NightChange NewDriver(size_t from);

// Cases of head_dim 1 to 6.
void WriteTrendHistory(const std::string& db, size_t nights, const NightEffect& effect,
                       const NightChange& change = {});

// "2026-03-02T03:00:00Z"
std::string NightStart(size_t night);

}  // namespace attnwatch
