// SPDX-License-Identifier: Apache-2.0
#include "compare/case_table.h"

#include <gtest/gtest.h>

#include "compare/testing/synthetic_process.h"
#include "results/error.h"

namespace attnwatch {
namespace {

std::string ErrorOf(const attnwatch::Run& a, const attnwatch::Run& b) {
  try {
    RequireComparable({&a, &b});
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(CaseTable, PutsTheSameCaseIntoOneRow) {
  const attnwatch::Run a = MakeProcess({}, {MakePoint(64), MakePoint(65)});
  attnwatch::Run b = MakeProcess({}, {MakePoint(65), MakePoint(66)});
  b.measurements[0].labels = {
      {"alignment_class", "1"}, {"head_dim", "65"}, {"dtype", "float16"}, {"kernel", "cublas"}};
  b.measurements[0].status = Status::kInvalid;
  const std::vector<CaseRow> table = BuildCaseTable({&a, &b});
  ASSERT_EQ(table.size(), 3u);
  EXPECT_EQ(table[1].labels.Get("head_dim"), "65");
  EXPECT_TRUE(table[1].processes[0]->measured());
  EXPECT_EQ(table[1].processes[1]->status, Status::kInvalid);
  EXPECT_EQ(table[1].measured().size(), 1u);
  EXPECT_FALSE(table[0].processes[1]);
  EXPECT_FALSE(table[2].processes[0]);
}

TEST(CaseTable, RefusesOtherMachinesAndGrids) {
  const attnwatch::Run a = MakeProcess({}, {});
  SyntheticProcess second;
  second.number = 2;
  attnwatch::Run b = MakeProcess(second, {});
  EXPECT_EQ(ErrorOf(a, b), "no error");
  b.environment.device_key = "nvidia-h200";
  EXPECT_EQ(ErrorOf(a, b),
            "cannot compare runs 20261123T1200101Z-0123abc-1 and 20261123T1200102Z-0123abc-1: "
            "device key is synthetic-h100-80gb-hbm3 and nvidia-h200");
  b = MakeProcess(second, {});
  b.environment.hard.Set("seed", "1");
  EXPECT_EQ(ErrorOf(a, b),
            "cannot compare runs 20261123T1200101Z-0123abc-1 and 20261123T1200102Z-0123abc-1: "
            "seed is unknown and 1");
  b = MakeProcess(second, {});
  b.grid = "table";
  EXPECT_EQ(ErrorOf(a, b),
            "cannot compare runs 20261123T1200101Z-0123abc-1 and 20261123T1200102Z-0123abc-1: "
            "grid is figure and table");
  EXPECT_NO_THROW(RequireSameMachine({&a, &b}));
}

TEST(CaseGroup, IsPowerCappedWhereItsVisitsSlowTheClock) {
  SyntheticProcess process;
  process.clock_deviation = 0;
  attnwatch::Run run = MakeProcess(process, {MakePoint(65), MakePoint(256), MakePoint(257)});
  for (Visit& visit : run.measurements[1].visits) *visit.sm_clock_hertz *= 0.9;
  for (Visit& visit : run.measurements[2].visits) *visit.sm_clock_hertz *= 0.97;
  const std::vector<CaseRow> table = BuildCaseTable({&run});
  EXPECT_EQ(GroupName(GroupOf(table[0])), "cublas class 1");
  EXPECT_EQ(GroupName(GroupOf(table[1])), "cublas class 64 power-capped");
  EXPECT_EQ(GroupName(GroupOf(table[2])), "cublas class 1");
}

TEST(CaseGroup, IsNotPowerCappedWhereNoClockSaysSo) {
  SyntheticProcess process;
  process.has_clock = false;
  const attnwatch::Run run = MakeProcess(process, {MakePoint(192), MakePoint(256)});
  for (const CaseRow& row : BuildCaseTable({&run})) EXPECT_FALSE(GroupOf(row).power_capped);
}

TEST(CaseGroup, NamesTheWhole) {
  EXPECT_EQ(GroupName({}), "all kernels all classes");
  EXPECT_EQ(GroupName({"cublas", "", true}), "cublas all classes power-capped");
}

}  // namespace
}  // namespace attnwatch
