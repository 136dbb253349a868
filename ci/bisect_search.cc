// SPDX-License-Identifier: Apache-2.0
#include "ci/bisect_search.h"

#include <algorithm>

namespace attnwatch {

BisectRange RangeOf(const BisectState& state, const std::vector<std::string>& skipped) {
  BisectRange range;
  range.bad = state.bad;
  range.good = {state.good};
  range.skipped.insert(skipped.begin(), skipped.end());
  for (const BisectTrial& trial : state.trials) {
    switch (trial.outcome) {
      case TrialOutcome::kGood:
        range.good.push_back(trial.commit);
        break;
      case TrialOutcome::kBad:
        range.bad = trial.commit;  // each was chosen among those before the last
        break;
      case TrialOutcome::kSkipped:
        range.skipped.insert(trial.commit);
        break;
    }
  }
  return range;
}

std::string NextCommit(const std::vector<std::string>& order, const BisectRange& range) {
  std::vector<std::string> open;
  size_t skipped = 0;
  for (const std::string& commit : order) {
    if (commit == range.bad) continue;
    if (range.skipped.count(commit) > 0) {
      ++skipped;
    } else {
      open.push_back(commit);
    }
  }
  if (open.empty()) return "";
  constexpr size_t kSkippedToJumpHalf = 8;
  return open[open.size() * skipped / (skipped + kSkippedToJumpHalf)];
}

const BisectTrial* FindTrial(const BisectState& state, const std::string& commit) {
  const auto at = std::find_if(state.trials.begin(), state.trials.end(),
                               [&](const BisectTrial& trial) { return trial.commit == commit; });
  return at == state.trials.end() ? nullptr : &*at;
}

}  // namespace attnwatch
