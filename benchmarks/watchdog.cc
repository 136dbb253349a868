// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/watchdog.h"

#include <utility>

namespace attnwatch {

Watchdog::Watchdog(std::chrono::duration<double> limit, std::function<void()> bark)
    : limit_(limit), bark_(std::move(bark)), thread_([this] { Watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watchdog::Arm() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    armed_ = true;
    deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(limit_);
  }
  changed_.notify_one();
}

void Watchdog::Disarm() {
  const std::lock_guard<std::mutex> lock(mutex_);
  armed_ = false;
}

void Watchdog::Watch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ended_) {
    if (!armed_) {
      changed_.wait(lock);
    } else if (Clock::now() < deadline_) {
      changed_.wait_until(lock, deadline_);
    } else {
      bark_();  // with the lock held: nobody disarms it now
      armed_ = false;
    }
  }
}

}  // namespace attnwatch
