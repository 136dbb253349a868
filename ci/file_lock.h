// SPDX-License-Identifier: Apache-2.0
//
// FileLock: one process at a time holds a file. It is free again when its holder ends, however.
//
//   FileLock lock("out/bisect/lock", FileLock::Children::kDoNotHold);
//   if (!lock.Try()) throw Error("out/bisect: somebody works there");
#pragma once

#include <string>

namespace attnwatch {

class FileLock {
 public:
  // Whether a child that outlives this process goes on holding it.
  enum class Children { kHold, kDoNotHold };

  // Opens the file, which is made where it is missing. Throws Error where that fails.
  FileLock(const std::string& path, Children children);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // False where another holds it.
  bool Try();

 private:
  int file_ = -1;
};

}  // namespace attnwatch
