// SPDX-License-Identifier: Apache-2.0
//
// Error: what the world did wrong (a file, a flag, a device), as one line for the person at the
// terminal. Thrown anywhere, caught in two places only: around one benchmark case and in main().
#pragma once

#include <stdexcept>

namespace attnwatch {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Exit codes of every program and script of the suite; never a count.
// Where several apply: usage > missing > regression > no answer > pass.
enum ExitCode : int {
  kExitPass = 0,
  kExitRegression = 1,
  kExitUsage = 2,     // usage or internal error
  kExitNoAnswer = 3,  // interrupted, invalid, unconfirmed, inconclusive, not delivered
  kExitMissing = 4,   // missing, failed or incorrect cases
};

}  // namespace attnwatch
