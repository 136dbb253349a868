// SPDX-License-Identifier: Apache-2.0
//
// What a trend alarms is confirmed by a gate, with the real program on the CPU of this machine:
// large effects.
#include "ci/trend_confirm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "ci/testing/one_core.h"
#include "ci/testing/script_bundle.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char kCommit[] = "0123456789abcdef0123456789abcdef01234567";

class TrendConfirmTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { StayOnOneCore(); }

  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    // Of a CPU that is busy with other tests.
    std::ofstream(folder_ / "policy.json") << R"({"policy_schema_version": 1,
      "ab": {"margin": 0.2, "tolerance": 0.4, "suspect_limit": 64},
      "stored": {"same_board": {"margin": 0.2, "tolerance": 0.4},
                 "other_board": {"margin": 0.2, "tolerance": 0.4},
                 "stale_after_days": 14, "refused_after_days": 45},
      "inconclusive_share_max": 1, "overrides": []})";
    for (const int head_dim : {8, 16, 24, 32, 64}) {
      TrendSummaryGroup alarm;
      alarm.is_open = true;
      alarm.grid = "smoke";
      alarm.last_good_commit = kCommit;
      alarm.confirm = "ci/gate.sh";
      alarm.cases.emplace_back();
      alarm.cases[0].labels = {{"kernel", "reference"},
                               {"dtype", "float32"},
                               {"layout", "tn"},
                               {"batch", "1"},
                               {"heads", "2"},
                               {"seq_len", "128"},
                               {"head_dim", std::to_string(head_dim)},
                               {"hidden_size", std::to_string(2 * head_dim)},
                               {"alignment_class", std::to_string(head_dim & -head_dim)}};
      summary_.groups.push_back(alarm);
    }
  }

  TrendConfirmOptions Options(const std::string& head_flags) const {
    TrendConfirmOptions options;
    options.head =
        MakeScriptBundle(folder_ / "head", "exec " + RealProgram() + " \"$@\" " + head_flags);
    options.bundles = (folder_ / "bundles").string();
    options.work = folder_ / "night";
    options.gate_flags = {
        "--device=cpu",         "--policy",           (folder_ / "policy.json").string(),
        "--rounds=3",           "--screen_pairs=4",   "--budget=300",
        "--flag=--no_ceilings", "--flag=--launches=3"};
    return options;
  }

  void CacheBundle(const std::string& commit) const {
    const fs::path bundle = folder_ / "bundles" / kCommit;
    MakeScriptBundle(bundle, "exec " + RealProgram() + " \"$@\"");
    std::ofstream(bundle / "VERSION") << "commit " << commit << "\n";
  }

  // Of the case head_dim=64, the last one, and of all others.
  const TrendSummaryGroup& Slow() const { return summary_.groups.back(); }
  size_t Count(TrendConfirmation confirmation) const {
    return static_cast<size_t>(
        std::count_if(summary_.groups.begin(), summary_.groups.end(),
                      [&](const auto& group) { return group.confirmation == confirmation; }));
  }

  fs::path folder_;
  TrendSummary summary_;
  std::ostringstream err_;
};

int NoGate(const Arguments&, std::ostream&, std::ostream&) { throw Error("must not be called"); }

TEST_F(TrendConfirmTest, TheBundlesThatTakeTurnsSayWhatIsSo) {
  CacheBundle(kCommit);
  ConfirmTrend(Options("--plant=head_dim=64/:900%"), RunGateCommand, &summary_, err_);
  EXPECT_EQ(Slow().confirmation, TrendConfirmation::kConfirmed) << Slow().confirmation_detail;
  EXPECT_THAT(Slow().confirmation_detail, HasSubstr("1 of 1 regressed in turns, the worst +"));
  // The others are the same code; a busy machine may leave one undecided.
  EXPECT_EQ(Count(TrendConfirmation::kConfirmed), 1u) << err_.str();
  EXPECT_GT(Count(TrendConfirmation::kNotConfirmed), 0u) << err_.str();
  EXPECT_TRUE(fs::exists(folder_ / "night/confirm-01234567/report.html"));
}

TEST_F(TrendConfirmTest, WithoutABundleNothingIsConfirmed) {
  ConfirmTrend(Options(""), NoGate, &summary_, err_);
  EXPECT_EQ(Count(TrendConfirmation::kUnconfirmed), 5u);
  EXPECT_THAT(Slow().confirmation_detail, HasSubstr("no bundle "));
  EXPECT_THAT(Slow().confirmation_detail, HasSubstr(std::string(kCommit) + ".tar.gz"));
}

TEST_F(TrendConfirmTest, ABundleOfAnotherCommitAnswersAnotherQuestion) {
  CacheBundle("fedcba9876543210fedcba9876543210fedcba98");
  ConfirmTrend(Options(""), NoGate, &summary_, err_);
  EXPECT_EQ(Count(TrendConfirmation::kUnconfirmed), 5u);
  EXPECT_THAT(Slow().confirmation_detail, HasSubstr("is of commit fedcba"));
}

TEST_F(TrendConfirmTest, AGateThatFailsConfirmsNothing) {
  CacheBundle(kCommit);
  Arguments asked;
  const GateCommand gate = [&](const Arguments& arguments, std::ostream&, std::ostream&) -> int {
    asked = arguments;
    throw Error("no device");
  };
  ConfirmTrend(Options(""), gate, &summary_, err_);
  EXPECT_EQ(Count(TrendConfirmation::kUnconfirmed), 5u);
  EXPECT_EQ(Slow().confirmation_detail, "no device");
  EXPECT_THAT(asked, Contains("--grid=smoke"));
  EXPECT_THAT(asked, Contains("--flag=--kernels=reference"));
  EXPECT_THAT(asked, Contains("--flag=--head_dim=16,24,32,64,8"));
}

TEST(TrendExitCodeTest, OnlyAConfirmedAlarmIsARegression) {
  TrendSummary summary;
  EXPECT_EQ(TrendExitCode(summary), kExitPass);
  summary.groups.resize(2);
  EXPECT_EQ(TrendExitCode(summary), kExitPass);  // ended
  for (TrendSummaryGroup& group : summary.groups) group.is_open = true;
  EXPECT_EQ(TrendExitCode(summary), kExitNoAnswer);
  summary.groups[0].confirmation = TrendConfirmation::kNotConfirmed;
  EXPECT_EQ(TrendExitCode(summary), kExitNoAnswer);
  summary.groups[1].confirmation = TrendConfirmation::kNotConfirmed;
  EXPECT_EQ(TrendExitCode(summary), kExitPass);
  summary.groups[0].confirmation = TrendConfirmation::kConfirmed;
  EXPECT_EQ(TrendExitCode(summary), kExitRegression);
  summary.groups[0].kind = TrendKind::kFaster;
  EXPECT_EQ(TrendExitCode(summary), kExitPass);
}

// What an index says becomes part of a path.
TEST_F(TrendConfirmTest, OnlyWhatHasARangeOfCommitsAndIsOpenIsAsked) {
  summary_.groups[0].is_open = false;
  summary_.groups[1].kind = TrendKind::kFaster;
  summary_.groups[2].confirm = "";
  summary_.groups[3].last_good_commit = "../../etc";
  summary_.groups.pop_back();
  ConfirmTrend(Options(""), NoGate, &summary_, err_);
  EXPECT_EQ(summary_.groups[0].confirmation_detail, "");
  EXPECT_EQ(summary_.groups[1].confirmation_detail, "");
  EXPECT_EQ(summary_.groups[2].confirmation_detail, "no other commit to compare with");
  EXPECT_EQ(summary_.groups[3].confirmation_detail, "../../etc is no commit");
}

}  // namespace
}  // namespace attnwatch
