// SPDX-License-Identifier: Apache-2.0
//
// Watchdog: acts where a launch never comes back. A kernel that hangs blocks the thread that waits
// for it for ever, so another thread watches.
//
//   Watchdog watchdog(std::chrono::seconds(60), [&] { SaveAndExit(); });
//   watchdog.Arm();
//   device->TimeVisit(launch, 4);
//   watchdog.Disarm();
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace attnwatch {

class Watchdog {
 public:
  // Calls `bark`, on a thread of its own, where it stays armed for longer than `limit`. The thread
  // that armed it cannot disarm it any more: what `bark` reads stays as it is.
  Watchdog(std::chrono::duration<double> limit, std::function<void()> bark);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Starts the clock again where it is armed already.
  void Arm();
  void Disarm();

 private:
  using Clock = std::chrono::steady_clock;
  void Watch();

  const std::chrono::duration<double> limit_;
  const std::function<void()> bark_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool armed_ = false;
  bool ended_ = false;
  Clock::time_point deadline_;
  std::thread thread_;
};

}  // namespace attnwatch
