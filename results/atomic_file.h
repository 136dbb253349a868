// SPDX-License-Identifier: Apache-2.0
//
// WriteFileAtomically: a reader sees the old file or the new one, never half of one, also when the
// process is killed.
//
//   WriteFileAtomically("out/figure.svg", svg);
#pragma once

#include <string>
#include <string_view>

namespace attnwatch {

// Writes to a temporary name beside `path` and renames it. Missing folders are created.
// Throws Error with one line; then nothing has changed at `path` and no temporary file is left.
void WriteFileAtomically(const std::string& path, std::string_view content);

}  // namespace attnwatch
