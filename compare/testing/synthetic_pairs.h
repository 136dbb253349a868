// SPDX-License-Identifier: Apache-2.0
//
// Made-up comparisons for tests of judging: pairs of synthetic processes, of which the candidates
// may be slower here and there.
//
//   SyntheticPairs pairs(2, Points(100), [](int64_t d) { return d == 7 ? 0.02 : 0; });
//   Screen(pairs.runs(), Policy(), nullptr);
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "compare/arms.h"
#include "compare/testing/synthetic_process.h"

namespace attnwatch {

// head_dims 1 to `count`.
inline std::vector<SyntheticPoint> Points(int64_t count) {
  std::vector<SyntheticPoint> points;
  for (int64_t d = 1; d <= count; ++d) points.push_back(MakePoint(d));
  return points;
}

class SyntheticPairs {
 public:
  // `slowdown` is the candidate's log ratio at a head_dim; `candidate` and `baseline` are the
  // processes of the arms, but for their numbers, which count from `first_number`.
  SyntheticPairs(int count, const std::vector<SyntheticPoint>& points,
                 const std::function<double(int64_t)>& slowdown, int first_number = 1,
                 SyntheticProcess candidate = {}, SyntheticProcess baseline = {}) {
    std::vector<SyntheticPoint> slow = points;
    for (SyntheticPoint& point : slow) point.offset += slowdown(point.head_dim);
    for (int pair = 0; pair < count; ++pair) {
      baseline.number = first_number + 2 * pair;
      candidate.number = baseline.number + 1;
      Add(Arm::kBaseline, pair, MakeProcess(baseline, points));
      Add(Arm::kCandidate, pair, MakeProcess(candidate, slow));
    }
  }
  SyntheticPairs(const SyntheticPairs&) = delete;  // runs() points into it
  SyntheticPairs& operator=(const SyntheticPairs&) = delete;

  const std::vector<ArmRun>& runs() const { return runs_; }
  attnwatch::Run& run(size_t index) { return storage_[index]; }

 private:
  void Add(Arm arm, int pair, attnwatch::Run run) {
    storage_.push_back(std::move(run));
    runs_.push_back({arm, pair, &storage_.back()});
  }

  std::deque<attnwatch::Run> storage_;
  std::vector<ArmRun> runs_;
};

inline double NoSlowdown(int64_t /*head_dim*/) { return 0; }

}  // namespace attnwatch
