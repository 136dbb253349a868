// SPDX-License-Identifier: Apache-2.0
//
// A program run to its end, its output in a file.
//
//   const ChildExit exit = RunChild({"bundle/bin/attention_score", "--grid=figure"}, "log.txt");
//   if (!exit.exited_with(0)) throw Error(exit.Describe());
#pragma once

#include <signal.h>

#include <string>
#include <vector>

namespace attnwatch {

struct ChildExit {
  int status = 0;  // as waitpid gives it

  bool exited_with(int code) const;
  // "exit code 4", "killed by signal 11 (Segmentation fault)"
  std::string Describe() const;
};

// Standard output and standard error go to `log_path`, which is overwritten. While it runs, SIGINT
// and SIGTERM of this process are passed on to the child and what it started. Throws Error where it
// cannot be started.
ChildExit RunChild(const std::vector<std::string>& command, const std::string& log_path);

// While it lives, SIGINT and SIGTERM end a child that runs and not this process, which can put away
// what it made.
class HoldSignals {
 public:
  HoldSignals();
  ~HoldSignals();
  HoldSignals(const HoldSignals&) = delete;
  HoldSignals& operator=(const HoldSignals&) = delete;

 private:
  struct sigaction interrupt_ = {};
  struct sigaction terminate_ = {};
};

// Whether SIGINT or SIGTERM came while a child ran or signals were held, since the program began.
bool ChildWasInterrupted();

}  // namespace attnwatch
