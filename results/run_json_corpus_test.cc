// SPDX-License-Identifier: Apache-2.0
//
// Replays what fuzzing kept (ci/fuzz.sh) through the fuzzer's own function, which ends the process
// where a promise is broken.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>

#include "results/error.h"
#include "results/read_file.h"
#include "results/run_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace attnwatch {
namespace {

bool IsRun(const std::string& text) {
  try {
    ParseRunJson(text, "corpus");
  } catch (const Error&) {
    return false;
  }
  return true;
}

TEST(RunJsonCorpus, KeepsEveryPromise) {
  int run_count = 0;
  int error_count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("results/testdata/corpus")) {
    SCOPED_TRACE(entry.path());
    const std::string text = ReadFile(entry.path(), 1 << 20);
    EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size()),
              0);
    ++(IsRun(text) ? run_count : error_count);
  }
  // Both halves of the promise were put to the test.
  EXPECT_GE(run_count, 5);
  EXPECT_GE(error_count, 20);
}

}  // namespace
}  // namespace attnwatch
