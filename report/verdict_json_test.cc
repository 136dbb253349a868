// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "report/testing/small_verdict.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

std::string Replaced(std::string text, const std::string& old, const std::string& replacement) {
  const size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

std::string Complaint(const std::string& text) {
  try {
    ParseVerdictJson(text, "v.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

// All that the file holds: what is read and written again is the same, byte for byte.
TEST(VerdictJsonRead, ReadsBackWhatWasWritten) {
  SmallVerdict small;
  small.judgement.points[0].low = -std::numeric_limits<double>::infinity();
  const std::string text = FormatVerdictJson(small.report());
  EXPECT_EQ(FormatVerdictJson(ParseVerdictJson(text, "v.json")), text);
}

TEST(VerdictJsonRead, IgnoresUnknownKeys) {
  const std::string text = FormatVerdictJson(SmallVerdict().report());
  EXPECT_EQ(Complaint(Replaced(text, "\"suite\"", "\"later\": [1], \"suite\"")), "none");
}

TEST(VerdictJsonRead, SaysWhatIsWrong) {
  const std::string text = FormatVerdictJson(SmallVerdict().report());
  EXPECT_EQ(
      Complaint(Replaced(text, "\"verdict_schema_version\": 1", "\"verdict_schema_version\": 2")),
      "v.json: verdict_schema_version: this reader knows 1 only, this is 2");
  EXPECT_EQ(Complaint(Replaced(text, "\"verdict\":\"missing\"", "\"verdict\":\"gone\"")),
            "v.json: cases[0].verdict: is not one of the known names: \"gone\"");
  EXPECT_EQ(Complaint(Replaced(text, "\"tolerance\": 0.01", "\"tolerance\": \"1%\"")),
            "v.json: tolerance: must be a number, is \"1%\"");
  EXPECT_EQ(Complaint(Replaced(text, "\"exit_code\": 4", "\"exit_code\": 5")),
            "v.json: exit_code: must be 0 to 4, is 5");
  EXPECT_EQ(Complaint(Replaced(text, "\"run_ids\":[\"head-1\"]", "\"run_ids\":[]")),
            "v.json: candidate: must name a run at least");
  EXPECT_EQ(Complaint(Replaced(text, "\"cause\"", "\"other\"")),
            "v.json: cases[0].cause: is missing");
  EXPECT_THAT(Complaint(Replaced(text, "\"head_dim\":\"64\"",
                                 "\"head_dim\":\"" + std::string(10240, '6') + "\"")),
              HasSubstr("v.json: cases[0].labels.head_dim: must be a name of 1 to 200 printable"));
  EXPECT_THAT(Complaint(text.substr(0, text.size() / 2)), HasSubstr("v.json: not valid JSON"));
}

}  // namespace
}  // namespace attnwatch
