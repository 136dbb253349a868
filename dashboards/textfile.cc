// SPDX-License-Identifier: Apache-2.0
#include "dashboards/textfile.h"

#include <cstdlib>
#include <filesystem>

#include "dashboards/exposition.h"
#include "dashboards/series_labels.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = size_t{512} << 20;
constexpr char kLastSuccess[] = "attnwatch_last_success_timestamp_seconds";

// The success in the text of an earlier export; nothing where it has none.
std::optional<double> FindSuccess(const std::string& text, const Snapshot& snapshot) {
  const std::string series =
      std::string("\n") + kLastSuccess +
      FormatLabels({{"suite", LabelValue(snapshot.run.suite)},
                    {"device", LabelValue(snapshot.run.environment.device_key)},
                    {"grid", LabelValue(snapshot.run.grid)}}) +
      " ";
  const size_t at = text.find(series);
  if (at == std::string::npos) return std::nullopt;
  return std::strtod(text.c_str() + at + series.size(), nullptr);
}

}  // namespace

void WriteTextfile(const std::vector<const Snapshot*>& snapshots, const std::string& path) {
  if (std::filesystem::path(path).extension() != ".prom") {
    throw Error("the textfile collector reads *.prom only; call it " + OneLine(path) + ".prom");
  }
  std::error_code ignored;
  const std::string old =
      std::filesystem::is_regular_file(path, ignored) ? ReadFile(path, kFileByteLimit) : "";
  std::vector<Snapshot> known;  // with the success of the file
  std::vector<const Snapshot*> written;
  known.reserve(snapshots.size());
  for (const Snapshot* snapshot : snapshots) {
    const auto success = FindSuccess(old, *snapshot);
    if (!snapshot->last_success_timestamp && success) {
      known.push_back(*snapshot);
      known.back().last_success_timestamp = success;
      snapshot = &known.back();
    }
    written.push_back(snapshot);
  }
  WriteFileAtomically(path, RenderText(written, {}));
}

}  // namespace attnwatch
