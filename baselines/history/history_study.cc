// SPDX-License-Identifier: Apache-2.0
//
// history_study FOLDER [CASES NIGHTS]: fills an index with made-up nights and says how large it is
// and how long one more night and one series take.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "baselines/history/index.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

double Seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Values with all their digits, as real ones have: whole numbers would be stored in fewer bytes.
HistoryEntry MakeNight(int number, int cases) {
  HistoryEntry entry;
  entry.night.run_id = entry.night.fingerprint = "20261123T120000Z-" + std::to_string(number);
  entry.night.path = "out/" + entry.night.run_id + "/run.json";
  entry.night.suite = "attention_score";
  entry.night.grid = "figure";
  entry.night.device_key = "nvidia-made-up";
  entry.night.started_seconds = 86400LL * number;
  entry.night.complete = true;
  entry.night.environment = "driver=" + std::to_string(number / 100) + "\n";
  for (int i = 0; i < cases; ++i) {
    NightPoint point;
    point.status = Status::kOk;
    point.sample_count = 20;
    point.log_median = -6 - 1.0 / (3 + number + i);
    point.own_clock_log_median = point.log_median + 1e-3 / 7;
    point.deviation = 1e-3 / 3;
    point.log_clock = 21.3 + 1.0 / (7 + number);
    point.elasticity = -1 + 1.0 / (3 + i);
    point.elasticity_error = 0.1 / 3;
    entry.points.push_back({{{"kernel", "cublas"},
                             {"dtype", "float16"},
                             {"layout", "tn"},
                             {"batch", "4"},
                             {"heads", "96"},
                             {"seq_len", "2048"},
                             {"head_dim", std::to_string(i + 1)},
                             {"hidden_size", std::to_string(96 * (i + 1))}},
                            point});
  }
  return entry;
}

void Study(const std::string& folder, int cases, int nights) {
  const std::string path = (fs::path(folder) / "history.db").string();
  double last = 0;
  double begin = Seconds();
  {
    HistoryIndex index(path, HistoryIndex::Mode::kWrite);
    for (int number = 1; number <= nights; ++number) {
      const HistoryEntry entry = MakeNight(number, cases);
      last = Seconds();
      index.Add(entry);
      last = Seconds() - last;
    }
  }
  std::cout << "fill " << Seconds() - begin << " s, last night " << last << " s, "
            << fs::file_size(path) / 1e6 << " MB\n";
  begin = Seconds();
  HistoryIndex index(path, HistoryIndex::Mode::kRead);
  const Nights known = index.ReadNights();
  std::vector<Series> series = index.FindCases();
  index.ReadPoints(known, &series[series.size() / 2]);
  std::cout << "one series, from opening the file, " << (Seconds() - begin) * 1e3 << " ms\n";
  begin = Seconds();
  for (Series& one : series) index.ReadPoints(known, &one);
  std::cout << "all series " << Seconds() - begin << " s\n";
}

}  // namespace
}  // namespace attnwatch

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) {
    std::cerr << "history_study FOLDER [CASES NIGHTS]\n";
    return attnwatch::kExitUsage;
  }
  try {
    attnwatch::Study(argv[1], argc > 2 ? std::atoi(argv[2]) : 1000,
                     argc > 3 ? std::atoi(argv[3]) : 1000);
    return attnwatch::kExitPass;
  } catch (const std::exception& error) {
    std::cerr << "history_study: " << error.what() << '\n';
    return attnwatch::kExitUsage;
  }
}
