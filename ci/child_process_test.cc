// SPDX-License-Identifier: Apache-2.0
#include "ci/child_process.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "results/error.h"

namespace attnwatch {
namespace {

std::string Log() { return testing::TempDir() + "child.log"; }

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(RunChild, KeepsItsOutputAndExitCode) {
  const ChildExit exit = RunChild({"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}, Log());
  EXPECT_TRUE(exit.exited_with(3));
  EXPECT_FALSE(exit.exited_with(0));
  EXPECT_EQ(exit.Describe(), "exit code 3");
  EXPECT_EQ(Read(Log()), "out\nerr\n");
}

TEST(RunChild, NamesTheSignal) {
  const ChildExit exit = RunChild({"/bin/sh", "-c", "kill -SEGV $$"}, Log());
  EXPECT_FALSE(exit.exited_with(0));
  EXPECT_THAT(exit.Describe(), testing::StartsWith("killed by signal 11"));
}

TEST(RunChild, SaysWhatCannotBeStarted) {
  EXPECT_THROW(RunChild({"/no/such/program"}, Log()), Error);
}

TEST(RunChild, PassesSignalsOn) {
  EXPECT_FALSE(ChildWasInterrupted());
  // The child asks its parent, this test, to end; it answers by what reaches it back.
  const ChildExit exit =
      RunChild({"/bin/sh", "-c", "trap 'exit 7' TERM; kill -TERM $PPID; sleep 60 & wait"}, Log());
  EXPECT_TRUE(exit.exited_with(7)) << exit.Describe();
  EXPECT_TRUE(ChildWasInterrupted());
}

}  // namespace
}  // namespace attnwatch
