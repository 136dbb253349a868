// SPDX-License-Identifier: Apache-2.0
#include "compare/power/session.h"

namespace attnwatch {
namespace {

void MeasurePair(Session* session, const std::vector<Labels>& cases, std::vector<ArmRun>* runs) {
  const int pair = static_cast<int>(runs->size() / 2);
  const Arm first = pair % 2 == 0 ? Arm::kBaseline : Arm::kCandidate;
  const Arm second = pair % 2 == 0 ? Arm::kCandidate : Arm::kBaseline;
  for (const Arm arm : {first, second}) {
    runs->push_back({arm, pair, &session->Measure(arm, cases)});
  }
}

}  // namespace

CaseKeys KeysOf(const std::vector<Labels>& cases) {
  CaseKeys keys;
  for (const Labels& labels : cases) keys.insert(CaseKey(labels));
  return keys;
}

SessionVerdict JudgeSession(Session* session, Policy policy, const NoiseRecord* noise,
                            size_t screen_pairs) {
  const size_t fresh_pairs = session->max_pairs() - screen_pairs;
  while (policy.looks.size() > 1 && policy.looks.back().pairs > fresh_pairs) {
    policy.looks.pop_back();
  }
  SessionVerdict verdict;
  while (verdict.screened.size() < 2 * screen_pairs) MeasurePair(session, {}, &verdict.screened);
  verdict.screen_seconds = session->seconds();
  verdict.judgement = Screen(verdict.screened, policy, noise);
  std::vector<ArmRun> fresh;
  while (!verdict.judgement.open.empty()) {
    const std::vector<Labels> open = verdict.judgement.open;
    while (fresh.size() < 2 * verdict.judgement.pairs_wanted) MeasurePair(session, open, &fresh);
    verdict.judgement = Confirm(verdict.judgement, verdict.screened, fresh, policy, noise);
  }
  verdict.seconds = session->seconds();
  return verdict;
}

}  // namespace attnwatch
