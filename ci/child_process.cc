// SPDX-License-Identifier: Apache-2.0
#include "ci/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "results/error.h"

extern char** environ;

namespace attnwatch {
namespace {

// Signal handlers can reach nothing else.
volatile sig_atomic_t running_child = 0;
volatile sig_atomic_t interrupted = 0;

void PassOn(int signal) {
  interrupted = 1;
  // Its whole group: what a script runs, too.
  if (running_child > 0) kill(-static_cast<pid_t>(running_child), signal);
}

class FileActions {
 public:
  explicit FileActions(const std::string& log_path) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log_path.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A process group of its own: a terminal's ^C would otherwise reach it twice, and the second kills.
class OwnGroup {
 public:
  OwnGroup() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes_, 0);
  }
  ~OwnGroup() { posix_spawnattr_destroy(&attributes_); }
  OwnGroup(const OwnGroup&) = delete;
  OwnGroup& operator=(const OwnGroup&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

HoldSignals::HoldSignals() {
  struct sigaction action = {};
  action.sa_handler = PassOn;
  sigaction(SIGINT, &action, &interrupt_);
  sigaction(SIGTERM, &action, &terminate_);
}

HoldSignals::~HoldSignals() {
  sigaction(SIGINT, &interrupt_, nullptr);
  sigaction(SIGTERM, &terminate_, nullptr);
}

bool ChildExit::exited_with(int code) const {
  return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

std::string ChildExit::Describe() const {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  return "killed by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

ChildExit RunChild(const std::vector<std::string>& command, const std::string& log_path) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  const FileActions files(log_path);
  const OwnGroup group;
  const HoldSignals signals;
  pid_t child = 0;
  const int error =
      posix_spawn(&child, arguments[0], files.get(), group.get(), arguments.data(), environ);
  if (error != 0) throw Error("cannot run " + command[0] + ": " + std::strerror(error));
  running_child = child;
  ChildExit exit;
  while (waitpid(child, &exit.status, 0) < 0 && errno == EINTR) {
  }
  running_child = 0;
  return exit;
}

bool ChildWasInterrupted() { return interrupted != 0; }

}  // namespace attnwatch
