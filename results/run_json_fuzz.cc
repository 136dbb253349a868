// SPDX-License-Identifier: Apache-2.0
//
// The promise of the run.json reader, as a libFuzzer entry point: any bytes are either a run, which
// is then written and read back unchanged, or an Error of one short line. ci/fuzz.sh searches for a
// counterexample; run_json_corpus_test replays what it kept.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "results/error.h"
#include "results/one_line.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

constexpr size_t kErrorByteLimit = 4096;

void Require(bool promise, const char* what, const std::string& detail) {
  if (promise) return;
  std::fprintf(stderr, "broken promise: %s\n%s\n", what, detail.c_str());
  std::abort();
}

void CheckError(const std::string& message) {
  Require(message.rfind("fuzz.json: ", 0) == 0, "the error names its source", message);
  Require(message.size() <= kErrorByteLimit, "the error is short", message);
  Require(IsPrintable(message), "the error is one printable line", message);
}

void CheckRoundTrip(const Run& run) {
  const std::string text = FormatRunJson(run);
  const std::string again = FormatRunJson(ParseRunJson(text, "written.json"));
  Require(text == again, "a run reads back as it was written", text + again);
}

void CheckRunJsonText(std::string_view text) {
  Run run;
  try {
    run = ParseRunJson(text, "fuzz.json");
  } catch (const Error& error) {
    CheckError(error.what());
    return;
  }
  CheckRoundTrip(run);
}

}  // namespace
}  // namespace attnwatch

// Anything thrown but Error ends the process here, as it should.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  attnwatch::CheckRunJsonText({reinterpret_cast<const char*>(data), size});
  return 0;
}
