// SPDX-License-Identifier: Apache-2.0
//
// What two environments differ by, of their "key=value" lines.
//
//   EnvironmentChange(before, after)  // "driver 1 -> 2, cublas_version 13.0 -> 13.1"
//   EnvironmentParts(before, after)   // "another driver and library"
#pragma once

#include <string>

namespace attnwatch {

std::string EnvironmentChange(const std::string& before, const std::string& after);

// Which of board, driver, library and settings.
std::string EnvironmentParts(const std::string& before, const std::string& after);

}  // namespace attnwatch
