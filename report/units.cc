// SPDX-License-Identifier: Apache-2.0
#include "report/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace attnwatch {
namespace {

constexpr int kDigits = 4;
constexpr int kDecimalsMax = 12;

}  // namespace

std::string Significant(double value, int digits) {
  const double magnitude = std::abs(value);
  const int exponent = magnitude > 0 ? static_cast<int>(std::floor(std::log10(magnitude))) : 0;
  const int decimals = std::clamp(digits - 1 - exponent, 0, kDecimalsMax);
  return fmt::format("{:.{}f}", value, decimals);
}

std::string FormatTflops(double flops_per_second) {
  return Significant(flops_per_second / 1e12, kDigits);
}

std::string FormatGbps(double bytes_per_second) {
  return Significant(bytes_per_second / 1e9, kDigits);
}

std::string FormatMs(double seconds) { return Significant(seconds * 1e3, kDigits); }

std::string FormatPercent(double ratio) {
  std::string text = fmt::format("{:.2f}", ratio * 100);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string FormatChange(double log_ratio) {
  if (!std::isfinite(log_ratio)) return "unknown";
  return fmt::format("{:+.2f} %", std::expm1(log_ratio) * 100);
}

std::string FormatFraction(double fraction) { return fmt::format("{:.2f}", fraction); }

}  // namespace attnwatch
