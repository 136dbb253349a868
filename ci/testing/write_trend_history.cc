// SPDX-License-Identifier: Apache-2.0
//
// write_trend_history FOLDER: a made-up history.db, and the record of what was accepted, for tests
// of programs. 120 nights; a new driver with night 40; head_dim 2 has an odd night, 3 is slower by
// 3 % from night 100 on, 4 by 2.5 % from night 70 on, which was accepted, 5 creeps from night 90
// on, 6 is faster by 2 % from night 95 on.
#include <filesystem>
#include <iostream>

#include "baselines/accept_record.h"
#include "ci/testing/trend_history.h"
#include "results/atomic_file.h"

namespace attnwatch {
namespace {

double Effect(size_t night, int64_t head_dim) {
  if (head_dim == 2 && night == 50) return 0.2;
  if (head_dim == 3 && night >= 100) return 0.03;
  if (head_dim == 4 && night >= 70) return 0.025;
  if (head_dim == 5 && night >= 90) return 0.0015 * static_cast<double>(night - 89);
  if (head_dim == 6 && night >= 95) return -0.02;
  return 0;
}

void Write(const std::filesystem::path& folder) {
  WriteTrendHistory((folder / "history.db").string(), 120, Effect, NewDriver(40));
  AcceptRecord record;
  record.history.push_back(
      {NightStart(74), NightStart(74), "commit74", "", "exact <sums>", "head_dim=4", 1, {"74"}});
  AcceptedCase accepted;
  accepted.labels = {{"kernel", "cublas"}, {"head_dim", "4"}};
  accepted.first_seconds = accepted.seconds = 0.0025;
  record.cases.push_back(accepted);
  const auto baseline = folder / "baselines" / "gpu" / "figure";
  WriteFileAtomically((baseline / "accepted.json").string(), FormatAcceptRecord(record));
}

}  // namespace
}  // namespace attnwatch

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_trend_history FOLDER\n";
    return 2;
  }
  attnwatch::Write(argv[1]);
  return 0;
}
