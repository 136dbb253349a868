// SPDX-License-Identifier: Apache-2.0
//
// NoAnswer: nothing is wrong with how a command was called, and yet there is no answer. One line
// for the person at the terminal, as Error is, but exit code 3.
//
//   throw NoAnswer("another gate holds device 0: run this one later");
#pragma once

#include "results/error.h"

namespace attnwatch {

struct NoAnswer : Error {
  using Error::Error;
};

}  // namespace attnwatch
