// SPDX-License-Identifier: Apache-2.0
#include "ci/bisect_json.h"

#include <algorithm>
#include <array>

#include "results/json_field.h"
#include "results/json_text.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr int kBisectSchemaVersion = 1;
constexpr size_t kByteLimit = size_t{16} << 20;

constexpr std::array<std::string_view, 3> kTrialNames = {"good", "bad", "skipped"};
constexpr std::array<std::string_view, 4> kOutcomeNames = {"searching", "found", "several",
                                                           "not_slower"};

template <typename Enum, size_t kSize>
Enum ReadName(const JsonField& field, const std::array<std::string_view, kSize>& names) {
  const auto* at = std::find(names.begin(), names.end(), field.String());
  if (at == names.end()) field.Fail("is not one of the known names: " + QuoteJson(field.value));
  return static_cast<Enum>(at - names.begin());
}

// They become arguments of git and names of files.
std::string ReadHash(const JsonField& field) {
  const std::string& text = field.String();
  if (text.size() < 40 || text.find_first_not_of("0123456789abcdef") != std::string::npos) {
    field.Fail("is no commit: " + QuoteJson(field.value));
  }
  return text;
}

int ReadCount(const JsonField& field) {
  const int count = field.Integer<int>();
  if (count < 0) field.Fail("must not be negative");
  return count;
}

Json TrialJson(const BisectTrial& trial) {
  return {{"commit", trial.commit},
          {"outcome", kTrialNames[static_cast<size_t>(trial.outcome)]},
          {"reason", trial.reason},
          {"gate", trial.gate}};
}

BisectTrial ReadTrial(const JsonField& field) {
  field.RequireKeys({"commit", "outcome", "reason", "gate"});
  return {ReadHash(field.At("commit")), ReadName<TrialOutcome>(field.At("outcome"), kTrialNames),
          field.At("reason").String(), field.At("gate").String()};
}

}  // namespace

std::string FormatBisectJson(const BisectState& state) {
  std::string text = "{\n  \"bisect_schema_version\": " + std::to_string(kBisectSchemaVersion);
  const auto add = [&](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("good", JsonText(state.good));
  add("bad", JsonText(state.bad));
  add("case", JsonText(state.pattern));
  add("build", JsonText(state.build));
  add("arguments", JsonText(state.arguments));
  add("builds", std::to_string(state.builds));
  add("gates", std::to_string(state.gates));
  add("outcome", JsonText(kOutcomeNames[static_cast<size_t>(state.outcome)]));
  add("candidates", JsonText(state.candidates));
  add("trials", JsonLines(state.trials, TrialJson));
  return text + "\n}\n";
}

BisectState ReadBisectJson(const std::string& path) {
  const Json document = ParseJson(ReadFile(path, kByteLimit), path);
  const JsonField root{document, path};
  root.RequireKeys({"bisect_schema_version", "good", "bad", "case", "build", "arguments", "builds",
                    "gates", "outcome", "candidates", "trials"});
  if (root.At("bisect_schema_version").Integer<int>() != kBisectSchemaVersion) {
    root.At("bisect_schema_version").Fail("is of another version of attnwatch");
  }
  BisectState state;
  state.good = ReadHash(root.At("good"));
  state.bad = ReadHash(root.At("bad"));
  state.pattern = root.At("case").String();
  state.build = root.At("build").String();
  state.arguments =
      ReadArray(root.At("arguments"), [](const JsonField& field) { return field.String(); });
  state.builds = ReadCount(root.At("builds"));
  state.gates = ReadCount(root.At("gates"));
  state.outcome = ReadName<BisectOutcome>(root.At("outcome"), kOutcomeNames);
  state.candidates = ReadArray(root.At("candidates"), ReadHash);
  state.trials = ReadArray(root.At("trials"), ReadTrial);
  return state;
}

}  // namespace attnwatch
