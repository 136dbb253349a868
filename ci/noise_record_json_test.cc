// SPDX-License-Identifier: Apache-2.0
#include "ci/noise_record_json.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "results/error.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

NoiseRecord MakeRecord() {
  NoiseRecord noise;
  noise.device_key = "nvidia-h100-80gb-hbm3";
  noise.hard = {{"ecc", "on"}, {"seed", ""}};
  noise.run_ids = {"run-1", "run-2"};
  GroupNoise group;
  group.group = {"cublas", "8", true};
  group.point_count = 7;
  group.adjusted = {1e-6, 12.5, 1};
  group.raw = {1e-4, 9, 1};
  group.adjusted_shift_variance = 3e-6;
  group.raw_shift_variance = 5e-5;
  group.temperature_coefficient = 0.001;
  group.temperature_error = 0.0001;
  noise.groups = {GroupNoise{}, group};
  noise.groups[0].point_count = 8;
  PointNoise point;
  point.labels = {{"kernel", "cublas"}, {"head_dim", "256"}, {"alignment_class", "64"}};
  point.group = {"cublas", "64", true};
  point.process_count = 24;
  point.elasticity_source = ElasticitySource::kFitted;
  point.elasticity = -0.875;
  point.elasticity_error = 0.03125;
  point.adjusted_variance = 1e-6;
  point.raw_variance = 1e-4;
  point.clock_variance = 2e-5;
  point.visit_variance = 5e-7;
  point.between_variance = 9e-7;
  point.two_states = TwoStates{0.02, 0.25};
  noise.points = {point};
  return noise;
}

constexpr char kGolden[] = R"({
  "noise_schema_version": 1,
  "device_key": "nvidia-h100-80gb-hbm3",
  "hard": {"ecc":"on","seed":""},
  "run_ids": ["run-1","run-2"],
  "groups": [
    {"kernel":"","alignment_class":"","power_capped":false,"point_count":8,"adjusted":{"variance":0.0,"degrees_of_freedom":0.0},"raw":{"variance":0.0,"degrees_of_freedom":0.0},"adjusted_shift_variance":0.0,"raw_shift_variance":0.0},
    {"kernel":"cublas","alignment_class":"8","power_capped":true,"point_count":7,"adjusted":{"variance":1e-06,"degrees_of_freedom":12.5},"raw":{"variance":0.0001,"degrees_of_freedom":9.0},"adjusted_shift_variance":3e-06,"raw_shift_variance":5e-05,"temperature_coefficient":0.001,"temperature_error":0.0001}
  ],
  "points": [
    {"labels":{"kernel":"cublas","head_dim":"256","alignment_class":"64"},"power_capped":true,"process_count":24,"elasticity_source":"fitted","elasticity":-0.875,"elasticity_error":0.03125,"adjusted_variance":1e-06,"raw_variance":0.0001,"clock_variance":2e-05,"visit_variance":5e-07,"between_variance":9e-07,"two_states":{"gap":0.02,"share":0.25}}
  ]
}
)";

std::string ErrorOf(const std::string& text) {
  try {
    ParseNoiseRecord(text, "noise.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string ErrorWith(const std::string& original, const std::string& replacement) {
  std::string text = kGolden;
  const size_t at = text.find(original);
  if (at == std::string::npos) return "not in the golden text: " + original;
  return ErrorOf(text.replace(at, original.size(), replacement));
}

TEST(NoiseRecordJson, IsTheGolden) { EXPECT_EQ(FormatNoiseRecord(MakeRecord()), kGolden); }

TEST(NoiseRecordJson, ReadsBackWhatItWrote) {
  const NoiseRecord noise = ParseNoiseRecord(kGolden, "noise.json");
  EXPECT_EQ(FormatNoiseRecord(noise), kGolden);
  EXPECT_EQ(noise.points[0].group, (CaseGroup{"cublas", "64", true}));
  EXPECT_EQ(noise.points[0].two_states->share, 0.25);
  EXPECT_FALSE(noise.groups[0].temperature_coefficient);
  EXPECT_EQ(PriorOf(noise, noise.points[0].labels, noise.points[0].group, Basis::kRaw)->variance,
            1e-4);
}

TEST(NoiseRecordJson, IsWrittenWholeOrNotAtAll) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "noise_record.json";
  std::filesystem::remove(path);
  NoiseRecord noise = MakeRecord();
  noise.points[0].elasticity = 0.5;
  EXPECT_THROW(WriteNoiseRecord(noise, path.string()), Error);
  EXPECT_FALSE(std::filesystem::exists(path));
  WriteNoiseRecord(MakeRecord(), path.string());
  EXPECT_EQ(FormatNoiseRecord(ReadNoiseRecord(path.string())), kGolden);
  std::filesystem::remove(path);
  EXPECT_THROW(ReadNoiseRecord(path.string()), Error);
}

struct Row {
  const char* original;
  const char* replacement;
  const char* error;
};

const Row kRows[] = {
    {"\"noise_schema_version\": 1", "\"noise_schema_version\": 2",
     "was written by a newer attnwatch (noise schema 2, this one reads 1): update attnwatch"},
    {"\"noise_schema_version\": 1", "\"noise_schema_version\": 0",
     "noise_schema_version: must be 1, is 0"},
    {"\"noise_schema_version\"", "\"schema_version\"", "noise_schema_version: is missing"},
    {"\"run_ids\"", "\"runs\"", "has the unknown key `runs`"},
    {"\"elasticity\":", "\"elastcity\":", "points[0]: has the unknown key `elastcity`"},
    {"\"share\"", "\"part\"", "points[0].two_states: has the unknown key `part`"},
    {"{\"variance\":1e-06,", "{\"variances\":1e-06,",
     "groups[1].adjusted: has the unknown key `variances`"},
    {"\"raw_variance\":0.0001", "\"raw_variance\":-1",
     "points[0].raw_variance: must be 0 or more, is -1"},
    {"\"raw_variance\":0.0001", "\"raw_variance\":1e7",
     "points[0].raw_variance: must be at most 1e+06, is 10000000.0"},
    {"\"raw_variance\":0.0001", "\"raw_variance\":null",
     "points[0].raw_variance: must be a number, is null"},
    {"-0.875", "0.5", "points[0].elasticity: must be -1.0 to 0.0, is 0.5"},
    {"\"share\":0.25", "\"share\":0.75", "points[0].two_states.share: must be 0.0 to 0.5, is 0.75"},
    {"\"fitted\"", "\"guessed\"",
     "points[0].elasticity_source: is not a source of an elasticity: \"guessed\""},
    {"\"process_count\":24", "\"process_count\":1",
     "points[0].process_count: must be 2 or more, is 1"},
    {"\"process_count\":24", "\"process_count\":2.5",
     "points[0].process_count: must be a whole number, is 2.5"},
    {"\"point_count\":7", "\"point_count\":0", "groups[1].point_count: must be 1 or more, is 0"},
    {"nvidia-h100-80gb-hbm3", "", "device_key: must not be empty"},
    {"nvidia-h100-80gb-hbm3", "\\u001b[2J",
     "device_key: must hold printable characters only, is \"\\u001b[2J\""},
    {"\"run-2\"", "7", "run_ids[1]: must be a string, is 7"},
    {"\"256\"", "\"\"", "points[0].labels.head_dim: must not be empty"},
    {"\"labels\":{", "\"labels\":{},\"other\":{", "points[0]: has the unknown key `other`"},
    {"\"kernel\":\"cublas\",\"alignment_class\":\"8\",\"power_capped\":true",
     "\"kernel\":\"\",\"alignment_class\":\"\",\"power_capped\":false",
     "groups[1]: is a group that was there before"},
    {"\"temperature_error\":0.0001", "\"temperature_error\":null",
     "groups[1].temperature_error: must be a number, is null"},
};

TEST(NoiseRecordJson, SaysWhatIsWrong) {
  for (const Row& row : kRows) {
    EXPECT_EQ(ErrorWith(row.original, row.replacement), std::string("noise.json: ") + row.error)
        << row.original << " -> " << row.replacement;
  }
}

TEST(NoiseRecordJson, RefusesACaseTwiceInAnyOrderOfItsLabels) {
  NoiseRecord noise = MakeRecord();
  noise.points.push_back(noise.points[0]);
  noise.points[1].labels = {{"alignment_class", "64"}, {"head_dim", "256"}, {"kernel", "cublas"}};
  EXPECT_EQ(ErrorOf(FormatNoiseRecord(noise)),
            "noise.json: points[1]: is a case that was there before");
}

TEST(NoiseRecordJson, RefusesWhatIsNotARecord) {
  EXPECT_EQ(ErrorOf("[]"), "noise.json: must be an object, is an array");
  EXPECT_NE(ErrorOf("").find("the text ends too early"), std::string::npos);
  EXPECT_NE(ErrorOf(std::string(kGolden).substr(0, 500)).find("not valid JSON"), std::string::npos);
}

}  // namespace
}  // namespace attnwatch
