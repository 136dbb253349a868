// SPDX-License-Identifier: Apache-2.0
#include "ci/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "results/error.h"

namespace attnwatch {

FileLock::FileLock(const std::string& path, Children children) {
  const int inherited = children == Children::kHold ? 0 : O_CLOEXEC;
  file_ = open(path.c_str(), O_CREAT | O_RDWR | inherited, 0666);
  if (file_ < 0) throw Error("cannot open " + path + ": " + std::strerror(errno));
}

// Closing the file frees the lock, also where the process is killed.
FileLock::~FileLock() { close(file_); }

bool FileLock::Try() { return flock(file_, LOCK_EX | LOCK_NB) == 0; }

}  // namespace attnwatch
