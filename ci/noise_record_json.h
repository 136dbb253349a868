// SPDX-License-Identifier: Apache-2.0
//
// noise.json: a NoiseRecord as a file, which `attnwatch aa --json` writes and judging reads.
//
//   WriteNoiseRecord(study.noise, "noise.json");          // to a temporary name, then renamed
//   const NoiseRecord noise = ReadNoiseRecord("noise.json");
//   // throws Error: "noise.json: points[3].raw_variance: must be 0 or more, is -1"
//
// Stricter than run.json: a key that is not known is an error as well, because what decides about
// verdicts must not be misspelt. Variances are of natural logarithms of seconds.
#pragma once

#include <string>
#include <string_view>

#include "compare/noise.h"

namespace attnwatch {

inline constexpr int kNoiseSchemaVersion = 1;

// Throws Error with one line, "<source>: <field>: <what is wrong>".
NoiseRecord ParseNoiseRecord(std::string_view text, const std::string& source);

// Throws Error where the file cannot be read or is not a noise record.
NoiseRecord ReadNoiseRecord(const std::string& path);

// One group and one point a line.
std::string FormatNoiseRecord(const NoiseRecord& noise);

// Throws Error where the reader would refuse the record or the file cannot be written; then
// nothing has changed at `path`.
void WriteNoiseRecord(const NoiseRecord& noise, const std::string& path);

}  // namespace attnwatch
