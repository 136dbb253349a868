// SPDX-License-Identifier: Apache-2.0
//
// GateLock: one gate at a time on a device. Two would measure each other.
//
//   const GateLock lock("0", 600, std::cerr);   // waits, and says so
#pragma once

#include <ostream>
#include <string>

namespace attnwatch {

class GateLock {
 public:
  // Of the device with this name, on this machine. Throws NoAnswer where another gate still holds
  // it after `wait_seconds`.
  GateLock(const std::string& device, double wait_seconds, std::ostream& progress);
  ~GateLock();
  GateLock(const GateLock&) = delete;
  GateLock& operator=(const GateLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace attnwatch
