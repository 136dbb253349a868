// SPDX-License-Identifier: Apache-2.0
#include "dashboards/textfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/small_verdict.h"
#include "results/error.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

TEST(Textfile, AFailedRunDoesNotTakeTheLastSuccessAway) {
  const std::string path = ::testing::TempDir() + "/attnwatch.prom";
  attnwatch::Run run = SmallVerdict().candidate;
  const Snapshot good = MakeSnapshot(run, {});
  run.complete = false;
  run.started_at = "2026-11-24T12:00:00Z";
  const Snapshot bad = MakeSnapshot(run, {});
  ASSERT_FALSE(bad.last_success_timestamp);

  WriteTextfile({&good}, path);
  WriteTextfile({&bad}, path);
  const std::string text = ReadFile(path, 1 << 20);
  EXPECT_THAT(text, HasSubstr("attnwatch_run_complete{suite=\"attention_score\",device=\"gpu<1>\","
                              "grid=\"figure\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("attnwatch_last_success_timestamp_seconds{suite=\"attention_score\","
                              "device=\"gpu<1>\",grid=\"figure\"} 1795435200.00"));
}

TEST(Textfile, HasTheNameThatTheCollectorReads) {
  const Snapshot snapshot = MakeSnapshot(SmallVerdict().candidate, {});
  EXPECT_THROW(WriteTextfile({&snapshot}, ::testing::TempDir() + "/metrics.txt"), Error);
}

}  // namespace
}  // namespace attnwatch
