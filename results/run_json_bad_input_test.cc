// SPDX-License-Identifier: Apache-2.0
//
// Each row breaks the golden file in one place and says what the person reads then.
#include <gtest/gtest.h>

#include "results/error.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

std::string ErrorOfParsing(std::string_view text) {
  try {
    ParseRunJson(text, "run.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

struct Row {
  const char* original;     // text of the golden file, its first occurrence ...
  std::string replacement;  // ... is replaced with this
  std::string error;        // after "run.json: "
};

const std::vector<Row> kSyntaxRows = {
    {"10250000000.0", "NaN",
     R"(not valid JSON at byte 484: unexpected `N` in `es_per_second":NaN},\x0a    {"name"` (ceilings[0].bytes_per_second))"},
    {"10250000000.0", "-Infinity",
     R"(not valid JSON at byte 485: unexpected `I` in `s_per_second":-Infinity},\x0a    {"` (ceilings[0].bytes_per_second))"},
    {"10250000000.0", "1e400", "ceilings[0].bytes_per_second: is too large for a number: 1e400"},
    {"10250000000.0", "0x10",
     R"(not valid JSON at byte 485: unexpected `x` in `s_per_second":0x10},\x0a    {"name"` (ceilings[0].bytes_per_second))"},
    {"10250000000.0", "1.",
     R"(not valid JSON at byte 486: unexpected `}` in `_per_second":1.},\x0a    {"name":"g` (ceilings[0].bytes_per_second))"},
    {R"("cpu")", R"("cpu)",
     R"(not valid JSON at byte 71: unexpected `\x0a` in `  "grid": "cpu,\x0a  "id": "2026112` (grid))"},
    {R"("cpu")", "'cpu'",
     R"(not valid JSON at byte 66: unexpected `'` in `re",\x0a  "grid": 'cpu',\x0a  "id": "2` (grid))"},
    {R"("cpu")", "\"c\xffpu\"",
     R"(not valid JSON at byte 68: unexpected `\xff` in `",\x0a  "grid": "c\xffpu",\x0a  "id": "20` (grid))"},
    {R"("cpu")", R"("\ud800")",
     R"(not valid JSON at byte 73: unexpected `"` in `"grid": "\ud800",\x0a  "id": "20261` (grid))"},
    {R"("cpu")", R"("cpu" // the grid)",
     R"(not valid JSON at byte 72: unexpected `/` in ` "grid": "cpu" // the grid,\x0a  "i` (grid))"},
    {R"("cpu",)", R"("cpu")",
     R"(not valid JSON at byte 77: unexpected `"` in `d": "cpu"\x0a  "id": "20261123T1200` (grid))"},
    {R"("flags":[])", R"("flags":[],"flags":[])",
     "measurements[0].visits[1]: has the key `flags` twice"},
    {R"("seed":)", R"("library_onednn":)", "environment.hard: has the key `library_onednn` twice"},
    {R"("grid":)", R"("grid":[)",
     R"(not valid JSON at byte 80: unexpected `:` in `[ "cpu",\x0a  "id": "20261123T12000` (grid[2]))"},
};

const std::vector<Row> kTypeRows = {
    {R"("schema_version": 1)", R"("schema_version": 2)",
     "was written by a newer attnwatch (schema 2, this one reads 1): update attnwatch"},
    {R"("schema_version": 1)", R"("schema_version": 0)", "schema_version: must be 1, is 0"},
    {R"("schema_version": 1)", R"("schema_version": "1")",
     R"(schema_version: must be a whole number, is "1")"},
    {R"("schema_version": 1)", R"("schema": 1)", "schema_version: is missing"},
    {R"("suite":)", R"("suit":)", "suite: is missing"},
    {R"("cpu")", "7", "grid: must be a string, is 7"},
    {R"("cpu")", "null", "grid: must be a string, is null"},
    {R"("complete": true)", R"("complete": 1)", "complete: must be true or false, is 1"},
    {R"("complete": true)", R"("complete": "true")",
     R"(complete: must be true or false, is "true")"},
    {R"("warnings": [)", R"("warnings": [[], )", "warnings[0]: must be a string, is an array"},
    {R"("warnings": ["the CPU governor is not `performance`"])", R"("warnings": {})",
     "warnings: must be an array, is an object"},
    {R"("environment": {)", R"("environment": [], "other": {)",
     "environment: must be an object, is an array"},
    {R"("hard": {)", R"("hard": {"cores": 2, )", "environment.hard.cores: must be a string, is 2"},
    {R"("ceilings": [)", R"("ceilings": [3, )", "ceilings[0]: must be an object, is 3"},
    {R"("measurements": [)", R"("measurements": [null, )",
     "measurements[0]: must be an object, is null"},
    {R"("status":"ok")", R"("status":"OK")", R"(measurements[0].status: is not a status: "OK")"},
    {R"("head_dim":"64")", R"("head_dim":64)",
     "measurements[0].labels.head_dim: must be a string, is 64"},
    {R"("flop_count":201326592)", R"("flop_count":2.5)",
     "measurements[0].flop_count: must be a whole number, is 2.5"},
    {R"("flop_count":201326592)", R"("flop_count":9223372036854775808)",
     "measurements[0].flop_count: must be at most 9223372036854775807, is 9223372036854775808"},
    {R"("flop_count":201326592)", R"("flop_count":1e30)",
     "measurements[0].flop_count: must be a whole number, is 1e+30"},
    {R"("round":1)", R"("round":2147483648)",
     "measurements[0].visits[1].round: must be at most 2147483647, is 2147483648"},
    {R"("round":1)", R"("round":-2147483649)",
     "measurements[0].visits[1].round: must be at least -2147483648, is -2147483649"},
    {"[2,66,1]", "[2,66]", "measurements[0].launched[0].grid: must hold 3 numbers, holds 2"},
    {"[2,66,1]", R"([2,66,"1"])",
     R"(measurements[0].launched[0].grid[2]: must be a whole number, is "1")"},
    {R"("flags":[],)", "", "measurements[0].visits[1].flags: is missing"},
    {"0.00209", R"("0.00209")",
     R"(measurements[0].visits[1].seconds[1]: must be a number, is "0.00209")"},
    {"0.00209", "null", "measurements[0].visits[1].seconds[1]: must be a number, is null"},
    {"68.5", R"(")" + std::string(1000, 'x') + R"(")",
     R"(measurements[0].visits[1].temperature_celsius: must be a number, is ")" +
         std::string(59, 'x') + "..."},
    {"68.5", R"("a\nb")",
     R"(measurements[0].visits[1].temperature_celsius: must be a number, is "a\nb")"},
};

const std::vector<Row> kRangeRows = {
    {"0.00209", "-1",
     "measurements[0].visits[1].seconds[1]: must be a positive number of seconds, is -1"},
    {"0.00209", "0",
     "measurements[0].visits[1].seconds[1]: must be a positive number of seconds, is 0"},
    {"0.00209", "1e-400",
     "measurements[0].visits[1].seconds[1]: must be a positive number of seconds, is 0"},
    {"0.00209", "1000001",
     "measurements[0].visits[1].seconds[1]: must be at most 1e+06 seconds, is 1000001"},
    {"0.00209", "1e308",
     "measurements[0].visits[1].seconds[1]: must be at most 1e+06 seconds, is 1e+308"},
    {R"("at_seconds":1.25)", R"("at_seconds":-0.5)",
     "measurements[0].visits[1].at_seconds: must be 0 seconds or more, is -0.5"},
    {R"("round":1)", R"("round":-1)", "measurements[0].visits[1].round: must be 0 or more, is -1"},
    {R"("order":17)", R"("order":-1)", "measurements[0].visits[1].order: must be 0 or more, is -1"},
    {"1830000000.0", "0",
     "measurements[0].visits[1].sm_clock_hertz: must be a positive number of hertz, is 0"},
    {"68.5", "-274",
     "measurements[0].visits[1].temperature_celsius: must be -273.15 degrees or more, is -274"},
    {R"("flags":[])", R"("flags":[""])", "measurements[0].visits[1].flags[0]: must not be empty"},
    {R"("flop_count":201326592)", R"("flop_count":-1)",
     "measurements[0].flop_count: must be 0 or more, is -1"},
    {R"("byte_count":12582912)", R"("byte_count":-1)",
     "measurements[0].byte_count: must be 0 or more, is -1"},
    {R"("floor_seconds":0.)", R"("floor_seconds":-0.)",
     "measurements[0].floor_seconds: must be a positive number of seconds, is "
     "-0.0012276011707317"},
    {R"("error_bound":3.5e-06)", R"("error_bound":-3.5e-06)",
     "measurements[0].error_bound: must be 0 or more, is -3.5e-06"},
    {"168", "-1", "measurements[0].launched[0].registers: must be 0 or more, is -1"},
    {"\"power_cap_share\":0.25", "\"power_cap_share\":1.5",
     "measurements[0].visits[1].power_cap_share: must be at most 1, is 1.5"},
    {"[2,66,1]", "[2,0,1]", "measurements[0].launched[0].grid[1]: must be 1 or more, is 0"},
    {"10250000000.0", "-1", "ceilings[0].bytes_per_second: must be a positive number, is -1"},
    {R"("at":"end")", R"("at":"")", "ceilings[1].at: must not be empty"},
    {R"("cpu")", R"("")", "grid: must not be empty"},
    {R"("cpu")", R"("c\u001b[2Jpu")",
     R"(grid: must hold printable characters only, is `c\x1b[2Jpu`)"},
    {"the CPU governor", std::string(70000, 'w'),
     "warnings[0]: is longer than 65536 bytes: `" + std::string(60, 'w') + "...`"},
    {R"("host":)", R"("":)", "environment.soft: must not have an empty key"},
};

const std::vector<Row> kCaseRows = {
    {R"("head_dim":"64")", R"("head_dim":"")",
     "measurements[0].labels.head_dim: must not be empty"},
    {R"("head_dim":"64")", R"("":"64")", "measurements[0].labels: must not have an empty key"},
    {R"("head_dim":"64")", R"("head_dim":"6\n4")",
     R"(measurements[0].labels.head_dim: must hold printable characters only, is `6\x0a4`)"},
    {R"("head_dim":"64")", R"("head\ndim":"64")",
     R"(measurements[0].labels.head\x0adim: must hold printable characters only, is )"
     R"(`head\x0adim`)"},
    {R"("head_dim":"64")", R"("head_dim":"64/a=b")",
     "measurements[0].labels.head_dim: must hold neither / nor =, is `64/a=b`"},
    {R"("head_dim":"64")", R"("head_dim":")" + std::string(201, '6') + R"(")",
     "measurements[0].labels.head_dim: is longer than 200 bytes: `" + std::string(60, '6') +
         "...`"},
    {R"("labels":{)", R"("labels":{},"other":{)", "measurements[0].labels: must not be empty"},
    {"bfloat16", "float32",
     "measurements[1].labels: is the same case as measurements[0]: "
     "`kernel=onednn/dtype=float32/layout=tn/batch=1/heads=96/seq_len=128/head_dim=64/"
     "hidden_size=6144/alignment_class=64`"},
    {R"("kernel":"onednn","dtype":"bfloat16")", R"("dtype":"float32","kernel":"onednn")",
     "measurements[1].labels: is the same case as measurements[0]: "
     "`dtype=float32/kernel=onednn/layout=tn/batch=1/heads=96/seq_len=128/head_dim=64/"
     "hidden_size=6144/alignment_class=64`"},
    {"oneDNN has no bfloat16 on this CPU (AVX2)", "",
     "measurements[1].reason: must say why the status is `unsupported`, is empty"},
    {R"("flags":[])", R"("flags":["warmup"])",
     "measurements[0].visits: must hold a sample outside the warm-up round: the status is `ok` "
     "and the run complete"},
};

void ExpectErrors(const std::vector<Row>& rows) {
  const std::string golden = ReadFile("results/testdata/run.json", 1 << 20);
  for (const Row& row : rows) {
    std::string text = golden;
    const size_t at = text.find(row.original);
    ASSERT_NE(at, std::string::npos) << row.original;
    text.replace(at, std::string(row.original).size(), row.replacement);
    EXPECT_EQ(ErrorOfParsing(text), "run.json: " + row.error)
        << row.original << " -> " << row.replacement;
  }
}

TEST(RunJsonBadInput, Syntax) { ExpectErrors(kSyntaxRows); }
TEST(RunJsonBadInput, Type) { ExpectErrors(kTypeRows); }
TEST(RunJsonBadInput, Range) { ExpectErrors(kRangeRows); }
TEST(RunJsonBadInput, Cases) { ExpectErrors(kCaseRows); }

TEST(RunJsonBadInput, WrongRoot) {
  EXPECT_EQ(ErrorOfParsing("[]"), "run.json: must be an object, is an array");
  EXPECT_EQ(ErrorOfParsing("\"run\""), "run.json: must be an object, is \"run\"");
  EXPECT_EQ(ErrorOfParsing("{}"), "run.json: schema_version: is missing");
}

TEST(RunJsonBadInput, EveryTruncationIsAnErrorThatSaysSo) {
  const std::string golden = ReadFile("results/testdata/run.json", 1 << 20);
  const size_t last = golden.rfind('}');
  for (size_t size = 0; size <= last; ++size) {
    const std::string expected = "run.json: not valid JSON at byte " + std::to_string(size + 1) +
                                 ": the text ends too early, was it cut off?";
    ASSERT_EQ(ErrorOfParsing(golden.substr(0, size)).substr(0, expected.size()), expected);
  }
}

TEST(RunJsonBadInput, WhatFollowsTheRunIsAnError) {
  const std::string golden = ReadFile("results/testdata/run.json", 1 << 20);
  const std::string byte = std::to_string(golden.size() + 1);
  EXPECT_EQ(ErrorOfParsing(golden + "{}"),
            "run.json: not valid JSON at byte " + byte +
                ": unexpected `{` in `its\":[]}\\x0a  ]\\x0a}\\x0a{}`");
  // As a crash of the machine may leave it.
  EXPECT_EQ(ErrorOfParsing(golden + std::string(2, '\0')),
            "run.json: not valid JSON at byte " + byte +
                R"(: unexpected `\x00` in `its":[]}\x0a  ]\x0a}\x0a\x00\x00`)");
}

TEST(RunJsonBadInput, DeepNestingIsRefusedBeforeItCostsAnything) {
  EXPECT_EQ(ErrorOfParsing(std::string(10'000'000, '[')), "run.json: is nested more than 32 deep");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(ErrorOfParsing(objects), "run.json: is nested more than 32 deep");
}

TEST(RunJsonBadInput, ManyKeysAreRefusedBeforeTheyCostAnything) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  EXPECT_EQ(ErrorOfParsing(text + "\"a\":0}"), "run.json: the document: has more than 256 keys");
}

TEST(RunJsonBadInput, TheSourceStaysOnOneLine) {
  try {
    ParseRunJson("", "a\nb.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "a\\x0ab.json: not valid JSON at byte 1: the text ends too early, was it cut off?");
  }
}

}  // namespace
}  // namespace attnwatch
