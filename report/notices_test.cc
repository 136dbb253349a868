// SPDX-License-Identifier: Apache-2.0
#include "report/notices.h"

#include <gtest/gtest.h>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

TEST(NoticesTest, SaysNothingAboutAGoodRun) { EXPECT_TRUE(Notices(SyntheticRun()).empty()); }

TEST(NoticesTest, IsLoudAboutWhatIsWrong) {
  attnwatch::Run run = SyntheticRun();
  run.complete = false;
  run.planted = true;
  run.measurements[0].status = Status::kFailed;
  run.measurements[1].status = Status::kUnsupported;  // listed, not an error
  run.warnings = {"the neighbour was busy"};
  const std::vector<std::string> expected = {
      "This run is INCOMPLETE: it ended before every round of every case was measured.",
      "This run is PLANTED: slowdowns were added to it on purpose.",
      "1 of 341 cases are failed; their reasons are listed.", "the neighbour was busy"};
  EXPECT_EQ(Notices(run), expected);
  EXPECT_EQ(CountByStatus(run), "339 ok, 1 unsupported, 1 failed");
}

TEST(NoticesTest, SaysThatNothingWasMeasured) {
  attnwatch::Run run;
  run.complete = true;
  EXPECT_EQ(Notices(run), std::vector<std::string>{"No case of this run was measured."});
  EXPECT_EQ(CountByStatus(run), "no cases");
}

}  // namespace
}  // namespace attnwatch
