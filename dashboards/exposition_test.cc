// SPDX-License-Identifier: Apache-2.0
#include "dashboards/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <cstdlib>
#include <sstream>

#include "report/testing/small_verdict.h"
#include "report/testing/synthetic_run.h"
#include "results/atomic_file.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

Snapshot Judged() {
  const SmallVerdict small;
  return MakeSnapshot(small.candidate, small.report());
}

// Each line but its number, and the numbers.
std::pair<std::string, std::vector<double>> Split(const std::string& text) {
  std::pair<std::string, std::vector<double>> split;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.rfind(' ');
    const bool is_sample = line[0] != '#';
    split.first += (is_sample ? line.substr(0, space) : line) + "\n";
    if (is_sample) split.second.push_back(std::strtod(line.c_str() + space, nullptr));
  }
  return split;
}

int System(const std::string& command) { return WEXITSTATUS(std::system(command.c_str())); }

TEST(Text, IsWhatPrometheusCppWrites) {
  attnwatch::Run run = SyntheticRun();
  run.environment.soft.Set("commit", "a\\b\"c");
  const Snapshot snapshot = MakeSnapshot(run, {});
  const Snapshot judged = Judged();
  const auto ours = Split(RenderText({&snapshot, &judged}, {1}));
  const auto theirs =
      Split(prometheus::TextSerializer().Serialize(CollectFamilies({&snapshot, &judged}, {1})));
  EXPECT_EQ(ours.first, theirs.first);
  ASSERT_EQ(ours.second.size(), theirs.second.size());
  for (size_t i = 0; i < ours.second.size(); ++i) {
    EXPECT_DOUBLE_EQ(ours.second[i], theirs.second[i]) << i;
  }
}

TEST(Text, PromtoolHasNothingToSay) {
  const std::string path = ::testing::TempDir() + "/promtool.prom";
  const Snapshot judged = Judged();
  attnwatch::Run run = SyntheticRun();
  run.environment.soft.Set("board", "quote \" newline \n backslash \\");
  const Snapshot unjudged = MakeSnapshot(run, {});
  WriteFileAtomically(path, RenderText({&judged, &unjudged}, {0}));
  EXPECT_EQ(System("promtool check metrics < " + path), 0);
}

TEST(Text, LeavesOutWhatIsNotIncluded) {
  const Snapshot judged = Judged();
  const std::string text = RenderText(
      {&judged}, {}, [](const Metric& metric) { return metric.name == "attnwatch_run_complete"; });
  EXPECT_EQ(
      text,
      "# HELP attnwatch_run_complete Whether every round of every case was visited.\n"
      "# TYPE attnwatch_run_complete gauge\n"
      "attnwatch_run_complete{suite=\"attention_score\",device=\"gpu<1>\",grid=\"figure\"} 1\n");
}

std::vector<Snapshot> Nights(int count) {
  std::vector<Snapshot> nights;
  for (int night = 1; night <= count; ++night) {
    attnwatch::Run run = SmallVerdict().candidate;
    run.measurements.resize(1);
    run.id = "night-" + std::to_string(night);
    run.started_at =
        "2026-10-" + std::string(night < 10 ? "0" : "") + std::to_string(night) + "T02:00:00Z";
    run.measurements[0].visits[0].seconds = {1e-3 * (1 + 0.01 * night)};
    nights.push_back(MakeSnapshot(run, {}));
  }
  return nights;
}

std::vector<const Snapshot*> Pointers(const std::vector<Snapshot>& snapshots) {
  std::vector<const Snapshot*> pointers;
  for (const Snapshot& snapshot : snapshots) pointers.push_back(&snapshot);
  return pointers;
}

TEST(OpenMetrics, SeriesAreWholeAndInOrderOfTime) {
  std::vector<Snapshot> nights = Nights(2);
  std::swap(nights[0], nights[1]);
  const std::string text = RenderOpenMetrics(Pointers(nights));
  EXPECT_THAT(text, EndsWith("\n# EOF\n"));
  const std::string series =
      "attnwatch_run_complete{suite=\"attention_score\",device=\"gpu<1>\",grid=\"figure\"} 1 ";
  EXPECT_THAT(text, HasSubstr(series + "1790820000.00101\n" + series + "1790906400.00102\n"));
}

TEST(OpenMetrics, ARunIsThereOnce) {
  const std::vector<Snapshot> nights = Nights(1);
  EXPECT_EQ(RenderOpenMetrics({&nights[0], &nights[0]}), RenderOpenMetrics({&nights[0]}));
}

TEST(OpenMetrics, NeedsTheTimeOfARun) {
  attnwatch::Run run = SmallVerdict().candidate;
  run.started_at = "yesterday";
  const Snapshot snapshot = MakeSnapshot(run, {});
  EXPECT_THROW(RenderOpenMetrics({&snapshot}), Error);
}

// The real importer takes 30 nights, and the real reader finds a point for each.
TEST(OpenMetrics, PromtoolMakesBlocksOfThirtyNights) {
  const std::string folder = ::testing::TempDir() + "/backfill";
  const std::string path = folder + "/history.om";
  WriteFileAtomically(path, RenderOpenMetrics(Pointers(Nights(30))));
  ASSERT_EQ(System("promtool tsdb create-blocks-from openmetrics " + path + " " + folder + "/data" +
                   " >" + folder + "/log 2>&1"),
            0);
  // What reads blocks expects a server's folder.
  ASSERT_EQ(System("mkdir " + folder + "/data/wal"), 0);
  ASSERT_EQ(System("promtool tsdb dump " + folder + "/data >" + folder + "/dump"), 0);
  EXPECT_EQ(System("test 30 = $(grep -c 'attnwatch_case_duration_seconds.*stat=\"median\"' " +
                   folder + "/dump)"),
            0);
}

}  // namespace
}  // namespace attnwatch
