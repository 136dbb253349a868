// SPDX-License-Identifier: Apache-2.0
//
// ReadFile: the whole content of a file or pipe, up to a limit that keeps a wrong path (a device, a
// disk image) from filling memory.
//
//   const std::string text = ReadFile("policy.json", /*byte_limit=*/1 << 20);
#pragma once

#include <cstddef>
#include <string>

namespace attnwatch {

// Throws Error with one line where the file cannot be read or holds more than `byte_limit` bytes.
std::string ReadFile(const std::string& path, size_t byte_limit);

}  // namespace attnwatch
