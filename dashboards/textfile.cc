// SPDX-License-Identifier: Apache-2.0
#include "dashboards/textfile.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "dashboards/exposition.h"
#include "dashboards/series_labels.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

const std::string kLastSuccess = "attnwatch_last_success_timestamp_seconds";

// The success in the file of an earlier export; nothing where it has none.
std::optional<double> FindSuccess(const std::string& path, const Snapshot& snapshot) {
  const std::string series =
      kLastSuccess +
      FormatLabels({{"suite", LabelValue(snapshot.run.suite)},
                    {"device", LabelValue(snapshot.run.environment.device_key)},
                    {"grid", LabelValue(snapshot.run.grid)}}) +
      " ";
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(series, 0) == 0) return std::strtod(line.c_str() + series.size(), nullptr);
  }
  return std::nullopt;
}

}  // namespace

void WriteTextfile(const std::vector<const Snapshot*>& snapshots, const std::string& path) {
  if (std::filesystem::path(path).extension() != ".prom") {
    throw Error("the textfile collector reads *.prom only; call it " + OneLine(path) + ".prom");
  }
  std::vector<Snapshot> known;  // with the success of the file
  std::vector<const Snapshot*> written;
  known.reserve(snapshots.size());
  for (const Snapshot* snapshot : snapshots) {
    written.push_back(snapshot);
    if (snapshot->last_success_timestamp) continue;
    known.push_back(*snapshot);
    known.back().last_success_timestamp = FindSuccess(path, *snapshot);
    written.back() = &known.back();
  }
  WriteFileAtomically(path, RenderText(written, {}));
}

}  // namespace attnwatch
