// SPDX-License-Identifier: Apache-2.0
//
// A folder of made-up runs of one board, for tests of what users compare.
//
//   TEST_F(StoredTest, Passes) { RunTool({"compare", base(), Write(MakeRun(2), "head.json")}); }
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "results/run.h"

namespace attnwatch {

// Of one board, accepted code, 24 cases; head_dim 7 slower by `slowdown`.
attnwatch::Run MakeRun(int number, double slowdown = 0);

class StoredTest : public ::testing::Test {
 protected:
  StoredTest();
  ~StoredTest() override;

  std::string Path(const std::string& name) const;
  // Writes the run there, and returns the path.
  std::string Write(const attnwatch::Run& run, const std::string& name) const;
  std::string base() const { return Write(MakeRun(1), "base.json"); }

  std::filesystem::path folder_;
};

}  // namespace attnwatch
