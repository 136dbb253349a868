// SPDX-License-Identifier: Apache-2.0
#include "ci/testing/stored_test.h"

#include "compare/testing/synthetic_process.h"
#include "results/run_json.h"

namespace attnwatch {

namespace fs = std::filesystem;

attnwatch::Run MakeRun(int number, double slowdown) {
  SyntheticProcess process;
  process.number = number;
  std::vector<SyntheticPoint> points;
  for (int64_t d = 1; d <= 24; ++d) points.push_back(MakePoint(d, d == 7 ? slowdown : 0));
  attnwatch::Run run = MakeProcess(process, points);
  run.environment.soft = {
      {"commit", "0123456789abcdef"}, {"commit_dirty", "false"}, {"board", "b1"}};
  return run;
}

StoredTest::StoredTest() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  folder_ = fs::path(::testing::TempDir()) / (std::string("stored_") + test->name());
  fs::remove_all(folder_);
  fs::create_directories(folder_);
}

StoredTest::~StoredTest() { fs::remove_all(folder_); }

std::string StoredTest::Path(const std::string& name) const { return (folder_ / name).string(); }

std::string StoredTest::Write(const attnwatch::Run& run, const std::string& name) const {
  WriteRunJson(run, Path(name));
  return Path(name);
}

}  // namespace attnwatch
