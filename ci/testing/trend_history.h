// SPDX-License-Identifier: Apache-2.0
//
// A made-up history: an index of nights from 2026-01-01 on, six cases each, equal on every machine.
//
//   WriteTrendHistory("history.db", 80, [](size_t night, int64_t head_dim) { return 0.0; });
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace attnwatch {

// Adds to the log time of a night of a case.
using NightEffect = std::function<double(size_t night, int64_t head_dim)>;

// Cases of head_dim 1 to 6. From the night `new_driver` on they have another driver.
void WriteTrendHistory(const std::string& db, size_t nights, const NightEffect& effect,
                       size_t new_driver = SIZE_MAX);

// "2026-03-02T03:00:00Z"
std::string NightStart(size_t night);

}  // namespace attnwatch
