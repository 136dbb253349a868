// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/progress.h"

#include <fmt/format.h>

#include <cmath>

namespace attnwatch {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds kTerminalPeriod{0.1};
constexpr Seconds kLogPeriod{10};
constexpr char kClearLine[] = "\r\x1b[K";
constexpr size_t kTerminalColumns = 120;

}  // namespace

std::string FormatDuration(double seconds) {
  const auto whole = std::lround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

void Progress::Begin(std::string_view phase, size_t count) {
  phase_ = phase;
  count_ = count;
  begun_ = Clock::now();
  shown_ = begun_;
}

void Progress::Step(size_t done, double share, std::string_view now) {
  const Clock::time_point time = Clock::now();
  if (time - shown_ < (is_terminal_ ? kTerminalPeriod : kLogPeriod)) return;
  shown_ = time;
  const std::string line = Line(done, share, now);
  if (is_terminal_) {
    *out_ << kClearLine << line.substr(0, kTerminalColumns) << std::flush;
  } else {
    *out_ << line << std::endl;
  }
}

void Progress::End() {
  if (is_terminal_) *out_ << kClearLine << std::flush;
}

std::string Progress::Line(size_t done, double share, std::string_view now) const {
  const double elapsed = Seconds(Clock::now() - begun_).count();
  const std::string left =
      share > 0 ? FormatDuration(elapsed * (1 - share) / share) : std::string("unknown");
  return fmt::format("{} {} of {}, elapsed {}, ETA {}: {}", phase_, done, count_,
                     FormatDuration(elapsed), left, now);
}

}  // namespace attnwatch
