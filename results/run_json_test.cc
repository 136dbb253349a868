// SPDX-License-Identifier: Apache-2.0
#include "results/run_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <random>

#include "results/error.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr char kGolden[] = "results/testdata/run.json";

// Written attnwatch::Run below: inside a TEST, Run is a function of GoogleTest.
Measurement MakeMeasurement(std::string kernel, std::vector<double> seconds) {
  Measurement measurement;
  measurement.labels = {{"kernel", std::move(kernel)}, {"head_dim", "64"}};
  measurement.status = Status::kOk;
  Visit visit;
  visit.seconds = std::move(seconds);
  measurement.visits = {visit};
  return measurement;
}

Run MakeRun() {
  attnwatch::Run run;
  run.grid = "smoke";
  run.id = "20261123T120000Z-0123456789ab-1";
  run.started_at = "2026-11-23T12:00:00Z";
  run.environment.device_key = "cpu-example-2";
  return run;
}

bool SameBits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

template <typename Function>
std::string ErrorOf(const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// What the golden file says, so that reader and writer cannot agree on the same mistake.
TEST(RunJson, ReadsEveryField) {
  const attnwatch::Run run = ReadRunJson(kGolden);
  EXPECT_EQ(run.suite, "attention_score");
  EXPECT_EQ(run.grid, "cpu");
  EXPECT_EQ(run.id, "20261123T120000Z-0123456789ab-1");
  EXPECT_EQ(run.started_at, "2026-11-23T12:00:00Z");
  EXPECT_TRUE(run.complete);
  EXPECT_FALSE(run.planted);
  EXPECT_EQ(run.warnings, std::vector<std::string>{"the CPU governor is not `performance`"});
  EXPECT_EQ(run.environment.device_key, "cpu-example-2");
  EXPECT_EQ(run.environment.hard, (Labels{{"library_onednn", "2.6.3"}, {"seed", "20240125"}}));
  EXPECT_EQ(run.environment.soft, (Labels{{"host", "runner-1"}, {"governor", ""}}));
  ASSERT_EQ(run.ceilings.size(), 2u);
  EXPECT_EQ(run.ceilings[0].name, "write");
  EXPECT_EQ(run.ceilings[0].at, "start");
  EXPECT_EQ(run.ceilings[0].bytes_per_second, 10.25e9);
  EXPECT_EQ(run.ceilings[0].flops_per_second, std::nullopt);
  EXPECT_EQ(run.ceilings[1].flops_per_second, 181.5e9);
  ASSERT_EQ(run.measurements.size(), 2u);
}

TEST(RunJson, ReadsEveryFieldOfAMeasurement) {
  const Measurement measured = ReadRunJson(kGolden).measurements[0];
  EXPECT_EQ(measured.labels.Name(),
            "kernel=onednn/dtype=float32/layout=tn/batch=1/heads=96/seq_len=128/head_dim=64/"
            "hidden_size=6144/alignment_class=64");
  EXPECT_EQ(measured.status, Status::kOk);
  EXPECT_EQ(measured.reason, "");
  EXPECT_EQ(measured.flop_count, 201326592);
  EXPECT_EQ(measured.byte_count, 12582912);
  EXPECT_EQ(measured.floor_seconds, 0.0012276011707317);
  EXPECT_EQ(measured.max_error, 0x1p-23);
  EXPECT_EQ(measured.error_bound, 3.5e-6);
  ASSERT_EQ(measured.launched.size(), 1u);
  EXPECT_EQ(measured.launched[0].name, "jit:avx2");
  EXPECT_EQ(measured.launched[0].grid, (std::array<int64_t, 3>{2, 66, 1}));
  EXPECT_EQ(measured.launched[0].block, (std::array<int64_t, 3>{384, 1, 1}));
  EXPECT_EQ(measured.launched[0].registers, 168);
  EXPECT_EQ(measured.launched[0].local_bytes, 0);
  EXPECT_EQ(measured.launched[0].shared_bytes, 1024);
  EXPECT_EQ(measured.algorithm, "brgemm");
}

TEST(RunJson, ReadsEveryFieldOfAVisit) {
  const Measurement measured = ReadRunJson(kGolden).measurements[0];
  ASSERT_EQ(measured.visits.size(), 2u);
  EXPECT_EQ(measured.visits[0].flags, std::vector<std::string>{"warmup"});
  EXPECT_EQ(measured.visits[0].sm_clock_hertz, std::nullopt);
  const Visit& visit = measured.visits[1];
  EXPECT_EQ(visit.round, 1);
  EXPECT_EQ(visit.order, 17);
  EXPECT_EQ(visit.at_seconds, 1.25);
  EXPECT_EQ(visit.sm_clock_hertz, 1.83e9);
  EXPECT_EQ(visit.temperature_celsius, 68.5);
  EXPECT_EQ(visit.power_watts, 650.5);
  EXPECT_EQ(visit.energy_joules, 12.25);
  EXPECT_EQ(visit.power_cap_share, 0.25);
  EXPECT_TRUE(visit.flags.empty());
  EXPECT_EQ(visit.seconds, (std::vector<double>{0.0021000000000000003, 0.00209, 0.0021}));
}

TEST(RunJson, ReadsWhyACaseWasNotMeasured) {
  const Measurement skipped = ReadRunJson(kGolden).measurements[1];
  EXPECT_EQ(skipped.status, Status::kUnsupported);
  EXPECT_EQ(skipped.reason, "oneDNN has no bfloat16 on this CPU (AVX2)");
  EXPECT_EQ(skipped.floor_seconds, std::nullopt);
  EXPECT_TRUE(skipped.visits.empty());
}

TEST(RunJson, WritesTheGoldenFileBack) {
  EXPECT_EQ(FormatRunJson(ReadRunJson(kGolden)), ReadFile(kGolden, 1 << 20));
}

TEST(RunJson, TheExampleInTheReadmeIsARun) {
  const std::string readme = ReadFile("results/README.md", 1 << 20);
  const std::string opening = "```json\n";
  const size_t begin = readme.find(opening) + opening.size();
  const std::string example = readme.substr(begin, readme.find("```\n", begin) - begin);
  const attnwatch::Run run = ParseRunJson(example, "README.md");
  ASSERT_EQ(run.measurements.size(), 1u);
  EXPECT_EQ(FormatRunJson(run), example);
}

TEST(RunJson, SamplesReadBackBitIdentical) {
  std::mt19937_64 random(1);
  std::vector<double> seconds = {std::numeric_limits<double>::denorm_min(),
                                 std::numeric_limits<double>::min(),
                                 0.1,
                                 1.0,
                                 1e6,
                                 std::nextafter(1.0, 2.0),
                                 1.0 / 3};
  // Every exponent between a denormal and the largest time allowed.
  for (int exponent = -1074; exponent < 19; ++exponent) {
    const double digits = 1 + std::ldexp(static_cast<double>(random() >> 12), -52);
    seconds.push_back(std::ldexp(digits, exponent));
  }
  for (int i = 0; i < 10000; ++i) {
    seconds.push_back(std::ldexp(static_cast<double>((random() >> 11) | 1), -60));
  }
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", seconds)};
  const attnwatch::Run read = ParseRunJson(FormatRunJson(run), "run.json");
  EXPECT_TRUE(SameBits(read.measurements[0].visits[0].seconds, seconds));
}

TEST(RunJson, LargestCountsReadBack) {
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", {1})};
  run.measurements[0].flop_count = std::numeric_limits<int64_t>::max();
  const attnwatch::Run read = ParseRunJson(FormatRunJson(run), "run.json");
  EXPECT_EQ(read.measurements[0].flop_count, std::numeric_limits<int64_t>::max());
}

TEST(RunJson, OneMeasurementALine) {
  attnwatch::Run run = MakeRun();
  const std::string empty = FormatRunJson(run);
  run.measurements = {MakeMeasurement("cublas", {1, 2}), MakeMeasurement("onednn", {3}),
                      MakeMeasurement("reference", {4})};
  const std::string text = FormatRunJson(run);
  const auto line_count = [](const std::string& s) { return std::count(s.begin(), s.end(), '\n'); };
  EXPECT_EQ(line_count(text), line_count(empty) + 3 + 1) << "and one for the closing bracket";
  EXPECT_NE(text.find("\n    {\"labels\":{\"kernel\":\"onednn\","), std::string::npos) << text;
}

TEST(RunJson, WhatIsUnknownIsLeftOutOrNull) {
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", {1})};
  EXPECT_EQ(FormatRunJson(run).find("max_error"), std::string::npos);
  run.measurements[0].max_error = std::numeric_limits<double>::infinity();
  run.measurements[0].error_bound = std::numeric_limits<double>::quiet_NaN();
  const std::string text = FormatRunJson(run);
  EXPECT_NE(text.find("\"max_error\":null,\"error_bound\":null"), std::string::npos) << text;
  EXPECT_EQ(ParseRunJson(text, "run.json").measurements[0].max_error, std::nullopt);
}

TEST(RunJson, ReasonsReadBackWhateverTheyHold) {
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", {})};
  Measurement& failed = run.measurements[0];
  failed.status = Status::kFailed;
  failed.reason = "\"line 1\"\n\tline 2 \\ \x01 \xc3\xa9";
  EXPECT_EQ(ParseRunJson(FormatRunJson(run), "run.json").measurements[0].reason, failed.reason);
  failed.reason = "not UTF-8: \xff.";
  EXPECT_EQ(ParseRunJson(FormatRunJson(run), "run.json").measurements[0].reason,
            "not UTF-8: \xef\xbf\xbd.");
}

TEST(RunJson, UnknownKeysAreIgnoredEverywhere) {
  std::string text = ReadFile(kGolden, 1 << 20);
  const std::string written = FormatRunJson(ParseRunJson(text, "run.json"));
  for (const char* object :
       {"{\n  \"schema_version\"", "{\n    \"device_key\"", "{\"name\":\"write\"", "{\"labels\"",
        "{\"round\":1", "{\"name\":\"jit:avx2\""}) {
    const size_t at = text.find(object);
    ASSERT_NE(at, std::string::npos) << object;
    text.insert(at + 1, "\"from_the_future\":{\"a\":[1.5,null,\"x\"]},");
  }
  EXPECT_EQ(FormatRunJson(ParseRunJson(text, "run.json")), written);
}

TEST(RunJson, AnIncompleteRunMayHoldCasesWithoutSamples) {
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", {})};
  EXPECT_EQ(ParseRunJson(FormatRunJson(run), "run.json").measurements.size(), 1u);
}

TEST(RunJson, WhatCouldNotBeReadBackIsNotWritten) {
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", {1, 0})};
  const std::string path = ::testing::TempDir() + "unwritten.json";
  std::filesystem::remove(path);
  EXPECT_EQ(
      ErrorOf([&] { WriteRunJson(run, path); }),
      path + ": measurements[0].visits[0].seconds[1]: must be a positive number of seconds, is 0");
  EXPECT_FALSE(std::filesystem::exists(path));
  run.measurements[0].visits[0].seconds = {std::nan("")};
  EXPECT_EQ(ErrorOf([&] { FormatRunJson(run); }),
            "this run: measurements[0].visits[0].seconds[0]: must be a positive number of seconds, "
            "is nan");
}

TEST(RunJson, WritesToAFileThatReadsBack) {
  attnwatch::Run run = MakeRun();
  run.measurements = {MakeMeasurement("cublas", {0.25})};
  const std::string path = ::testing::TempDir() + "folder/written.json";
  WriteRunJson(run, path);
  EXPECT_EQ(FormatRunJson(ReadRunJson(path)), FormatRunJson(run));
}

TEST(RunJson, AFileThatIsNotThereIsAnError) {
  EXPECT_EQ(ErrorOf([] { ReadRunJson("/nonexistent/run.json"); }),
            "/nonexistent/run.json: cannot be read: No such file or directory");
}

}  // namespace
}  // namespace attnwatch
