// SPDX-License-Identifier: Apache-2.0
//
// run.json, schema_version 1: the one file between measuring and judging.
//
//   WriteRunJson(run, "out/run.json");            // to a temporary name, then renamed
//   const Run run = ReadRunJson("out/run.json");
//   // throws Error: "out/run.json: measurements[3].visits[0].seconds[1]: must be a ..."
//
// The reader ignores keys that it does not know, and is strict about all others: type, range,
// finiteness. The format is written down in results/README.md.
#pragma once

#include <string>
#include <string_view>

#include "results/run.h"

namespace attnwatch {

inline constexpr int kSchemaVersion = 1;

// Throws Error with one line, "<source>: <field>: <what is wrong>". `source` names the text in it.
Run ParseRunJson(std::string_view text, const std::string& source);

// Throws Error where the file cannot be read or is not a run.
Run ReadRunJson(const std::string& path);

// One measurement a line, so that a diff shows the cases that moved. Throws Error where the reader
// would refuse the run (see run_check.h).
std::string FormatRunJson(const Run& run);

// Throws Error where the run is not one or the file cannot be written; then nothing has changed at
// `path`.
void WriteRunJson(const Run& run, const std::string& path);

}  // namespace attnwatch
