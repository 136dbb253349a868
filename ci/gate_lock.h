// SPDX-License-Identifier: Apache-2.0
//
// GateLock: one gate at a time on a device. Two would measure each other.
//
//   const GateLock lock("0", 600, std::cerr);   // waits, and says so
#pragma once

#include <ostream>
#include <string>

#include "ci/file_lock.h"

namespace attnwatch {

class GateLock {
 public:
  // Of the device with this name, on this machine. Throws NoAnswer where another gate still holds
  // it after `wait_seconds`.
  GateLock(const std::string& device, double wait_seconds, std::ostream& progress);

 private:
  FileLock lock_;
};

}  // namespace attnwatch
