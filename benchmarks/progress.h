// SPDX-License-Identifier: Apache-2.0
//
// Progress for the person who waits: one line rewritten in place on a terminal, elsewhere a line
// every ten seconds.
//
//   Progress progress(&std::cerr, isatty(STDERR_FILENO));
//   progress.Begin("measuring", 540);
//   progress.Step(17, 0.3, "kernel=onednn/head_dim=64");   // 17 of 540 done, 30 % of the work
//   progress.End();
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

namespace attnwatch {

// "7 s", "2 min 05 s", "1 h 02 min"
std::string FormatDuration(double seconds);

class Progress {
 public:
  Progress(std::ostream* out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

  void Begin(std::string_view phase, size_t count);
  // `done` of the phase's count are finished, which was `share` (0 to 1) of its work; `now` runs.
  void Step(size_t done, double share, std::string_view now);
  void End();

 private:
  using Clock = std::chrono::steady_clock;
  std::string Line(size_t done, double share, std::string_view now) const;

  std::ostream* out_;
  bool is_terminal_;
  std::string phase_;
  size_t count_ = 0;
  Clock::time_point begun_;
  Clock::time_point shown_;
};

}  // namespace attnwatch
