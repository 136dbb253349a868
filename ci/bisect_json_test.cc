// SPDX-License-Identifier: Apache-2.0
#include "ci/bisect_json.h"

#include <gmock/gmock.h>

#include <fstream>

#include "results/error.h"

namespace attnwatch {
namespace {

const std::string kHash(40, 'a');
const std::string kOther(40, 'b');

std::string Write(const std::string& text) {
  std::string path = testing::TempDir() + "bisect.json";
  std::ofstream(path) << text;
  return path;
}

BisectState MakeState() {
  BisectState state;
  state.good = kHash;
  state.bad = kOther;
  state.pattern = "head_dim=65";
  state.build = "make \"it\"";
  state.arguments = {"--grid=figure", "--rounds=2"};
  state.builds = 3;
  state.gates = 2;
  state.outcome = BisectOutcome::kFound;
  state.candidates = {kOther};
  state.trials = {{kOther, TrialOutcome::kBad, "", "gates/b-1"},
                  {kHash, TrialOutcome::kSkipped, "does not build", ""}};
  return state;
}

TEST(BisectJson, ReadsWhatItWrote) {
  const std::string text = FormatBisectJson(MakeState());
  const BisectState state = ReadBisectJson(Write(text));
  EXPECT_EQ(FormatBisectJson(state), text);
  EXPECT_EQ(state.outcome, BisectOutcome::kFound);
  EXPECT_EQ(state.trials[1].reason, "does not build");
}

void ExpectRefused(const std::string& from, const std::string& to, const std::string& why) {
  std::string text = FormatBisectJson(MakeState());
  text.replace(text.find(from), from.size(), to);
  try {
    ReadBisectJson(Write(text));
    ADD_FAILURE() << "took " << to;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(why));
  }
}

TEST(BisectJson, IsStrict) {
  ExpectRefused("schema_version\": 1", "schema_version\": 2", "another version");
  ExpectRefused("\"good\": \"a", "\"good\": \"--", "is no commit");
  ExpectRefused("\"bad\",", "\"worse\",", "is not one of the known names: \"worse\"");
  ExpectRefused("\"builds\": 3", "\"builds\": -3", "must not be negative");
  ExpectRefused("\"case\"", "\"cases\"", "unknown key `cases`");
}

}  // namespace
}  // namespace attnwatch
