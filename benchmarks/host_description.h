// SPDX-License-Identifier: Apache-2.0
//
// What the CPU, its memory and its libraries are, for the run's environment.
//
//   DescribeHost().device_key;   // "cpu-amd-epyc-7763-64"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "results/run.h"

namespace attnwatch {

Environment DescribeHost();

// MemAvailable of this machine, or what the control group of this process leaves, if less.
int64_t AvailableHostBytes();

// "AMD EPYC 7763 (Milan)" -> "amd-epyc-7763-milan": lower case, digits and single dashes.
std::string KeyPart(std::string_view text);

}  // namespace attnwatch
