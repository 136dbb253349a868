// SPDX-License-Identifier: Apache-2.0
#include "ci/stored_gate.h"

#include <set>

#include "ci/bundle.h"
#include "ci/gate_setup.h"
#include "ci/stored_comparison.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

// The commits that the runs of a baseline were measured with.
std::set<std::string> CommitsOf(const Baseline& baseline) {
  std::set<std::string> commits;
  for (const Run& run : baseline.runs) commits.insert(run.environment.soft.Get("commit"));
  return commits;
}

}  // namespace

// Another build would answer another question: whether it is slower than that one.
void StoredGate::FindBase(StoredScreen* screen) {
  const std::set<std::string> commits = CommitsOf(*baseline_);
  if (commits.size() != 1) {
    screen->why_no_base = "what looks slower stays unconfirmed: the baseline is of " +
                          std::to_string(commits.size()) + " commits, accept it anew from one";
    return;
  }
  const std::string& commit = *commits.begin();
  const std::string named =
      options_.base.empty() ? FindBundle(options_.bundles, commit) : options_.base;
  if (named.empty()) {
    screen->why_no_base =
        "what looks slower stays unconfirmed: there is no bundle of the baseline's commit, " +
        OneLine((fs::path(options_.bundles) / (commit + ".tar.gz")).string()) +
        "; put it there, or name it with --base";
    return;
  }
  const std::string folder = OpenBundle(named, options_.work / "base");
  if (CommitOfBundle(folder) != commit) {
    throw Error(OneLine(named) + ": is of commit " + CommitOfBundle(folder) + ", the baseline of " +
                commit);
  }
  screen->base = folder;
}

StoredScreen StoredGate::Screen(const std::vector<const Run*>& head) {
  baseline_ = FindBaseline(options_.baselines, *head.front());
  noise_ = FindNoiseRecord(options_.baselines, head.front()->environment);
  StoredRequest request;
  if (baseline_) request.baseline = PointersTo(baseline_->runs);
  request.candidate = head;
  if (baseline_) request.record = &baseline_->record;
  request.policy = policy_;
  if (noise_) request.noise = &*noise_;
  request.tolerance = options_.tolerance;
  request.today = options_.today;
  if (const auto why = WhyRefused(request)) {
    throw BaselineRefused("baseline refused: " + OneLine(*why));
  }
  StoredVerdict verdict = JudgeAgainstStored(request);
  notices_ = verdict.notices;
  comparison_ = verdict.comparison;
  if (!baseline_) notices_.push_back(NoBaselineNotice(*head.front(), options_.baselines));
  StoredScreen screen;
  screen.judgement = std::move(verdict.judgement);
  screen.policy = std::move(verdict.policy);
  screen.screened = PairUp(request);
  if (!baseline_) return screen;
  FindBase(&screen);
  // What can be confirmed needs to be suspected only.
  if (!screen.base.empty()) {
    screen.judgement = attnwatch::Screen(screen.screened, screen.policy, request.noise);
  }
  return screen;
}

}  // namespace attnwatch
