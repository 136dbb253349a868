// SPDX-License-Identifier: Apache-2.0
//
// StopSignals: while one lives, SIGINT and SIGTERM ask the program to end with what it has instead
// of killing it. A second one kills.
//
//   const StopSignals signals;
//   while (!signals.Received()) Visit();
#pragma once

#include <csignal>

namespace attnwatch {

class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool Received() const;

 private:
  struct sigaction previous_interrupt_;
  struct sigaction previous_terminate_;
};

}  // namespace attnwatch
