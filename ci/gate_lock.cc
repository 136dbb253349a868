// SPDX-License-Identifier: Apache-2.0
#include "ci/gate_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "ci/no_answer.h"

namespace attnwatch {
namespace {

constexpr std::chrono::milliseconds kPoll(200);

}  // namespace

GateLock::GateLock(const std::string& device, double wait_seconds, std::ostream& progress) {
  const std::string name = fmt::format("attnwatch-gate-{}.lock", device);
  const std::string path = (std::filesystem::temp_directory_path() / name).string();
  file_ = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  if (file_ < 0) throw Error("cannot open " + path + ": " + std::strerror(errno));
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(wait_seconds);
  bool said = false;
  while (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= deadline) {
      close(file_);
      throw NoAnswer("another gate holds device " + device + " (" + path + "): run this one later");
    }
    if (!said) progress << "waiting for another gate on device " << device << '\n' << std::flush;
    said = true;
    std::this_thread::sleep_for(kPoll);
  }
}

// Closing the file frees the lock, also where the process is killed.
GateLock::~GateLock() { close(file_); }

}  // namespace attnwatch
