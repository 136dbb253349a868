// SPDX-License-Identifier: Apache-2.0
//
// Numbers for people: files hold SI base units, reports show TFLOP/s, GB/s and ms with as many
// digits as are worth reading.
//
//   FormatTflops(1.607e14);   // "160.7"
//   FormatMs(0.001283);       // "1.283"
#pragma once

#include <string>

namespace attnwatch {

// Never in scientific notation: Significant(0.051234, 3) is "0.0512", Significant(1094.4, 3)
// "1094".
std::string Significant(double value, int digits);

std::string FormatTflops(double flops_per_second);
std::string FormatGbps(double bytes_per_second);
std::string FormatMs(double seconds);
std::string FormatPercent(double ratio);  // "1 %", "0.5 %": at most two decimals
// Of a logarithm, with sign: "+1.23 %".
std::string FormatChange(double log_ratio);
std::string FormatFraction(double fraction);  // two decimals: "0.82"

}  // namespace attnwatch
