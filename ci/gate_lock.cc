// SPDX-License-Identifier: Apache-2.0
#include "ci/gate_lock.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "ci/child_process.h"
#include "ci/no_answer.h"

namespace attnwatch {
namespace {

constexpr std::chrono::milliseconds kPoll(200);

std::string LockPath(const std::string& device) {
  const std::string name = fmt::format("attnwatch-gate-{}.lock", device);
  return (std::filesystem::temp_directory_path() / name).string();
}

}  // namespace

// A measuring process that outlives a gate that was killed still holds the device.
GateLock::GateLock(const std::string& device, double wait_seconds, std::ostream& progress)
    : lock_(LockPath(device), FileLock::Children::kHold) {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(wait_seconds);
  bool said = false;
  while (!lock_.Try()) {
    if (ChildWasInterrupted())
      throw NoAnswer("interrupted while another gate held device " + device);
    if (std::chrono::steady_clock::now() >= deadline) {
      throw NoAnswer("another gate holds device " + device + " (" + LockPath(device) +
                     "): run this one later");
    }
    if (!said) progress << "waiting for another gate on device " << device << '\n' << std::flush;
    said = true;
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace attnwatch
