// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/stop_signals.h"

namespace attnwatch {
namespace {

volatile std::sig_atomic_t received = 0;

void Receive(int) { received = 1; }

}  // namespace

StopSignals::StopSignals() : previous_interrupt_(), previous_terminate_() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = Receive;
  // Once: whoever does not want to wait for the visit to end sends another.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &previous_interrupt_);
  sigaction(SIGTERM, &action, &previous_terminate_);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &previous_interrupt_, nullptr);
  sigaction(SIGTERM, &previous_terminate_, nullptr);
}

bool StopSignals::Received() const { return received != 0; }

}  // namespace attnwatch
