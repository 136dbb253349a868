// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/testing/session_cases.h"

#include <cstring>
#include <sstream>
#include <stdexcept>

#include "kernels/attention_score/registry.h"

namespace attnwatch {

std::optional<std::string> Supported(const AttentionScoreProblem&) { return std::nullopt; }

Launch PrepareRight(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  return FindKernel("reference")->prepare(problem, tensors);
}

namespace {

std::optional<std::string> Unsupported(const AttentionScoreProblem&) { return "not on Mondays"; }

// The last row is never written.
Launch PrepareWrong(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const Launch right = PrepareRight(problem, tensors);
  char* const last_row = static_cast<char*>(tensors.scores) + problem.score_bytes() -
                         problem.seq_len * static_cast<int64_t>(DtypeSize(problem.dtype));
  const size_t bytes = static_cast<size_t>(problem.seq_len) * DtypeSize(problem.dtype);
  return [=](Stream stream) {
    right(stream);
    std::memset(last_row, 0xff, bytes);
  };
}

// Right when verified, wrong when timed.
Launch PrepareWrongLater(const AttentionScoreProblem& problem,
                         const AttentionScoreTensors& tensors) {
  return [right = PrepareRight(problem, tensors), wrong = PrepareWrong(problem, tensors),
          calls = 0](Stream stream) mutable { (++calls == 1 ? right : wrong)(stream); };
}

Launch PrepareThrows(const AttentionScoreProblem&, const AttentionScoreTensors&) {
  throw std::runtime_error("no algorithm");
}

// Right when verified, breaks down in its third launch.
Launch PrepareBreaksLater(const AttentionScoreProblem& problem,
                          const AttentionScoreTensors& tensors) {
  return [right = PrepareRight(problem, tensors), calls = 0](Stream stream) mutable {
    if (++calls == 3) throw std::runtime_error("broke down");
    right(stream);
  };
}

}  // namespace

const AttentionScoreKernel kRight = {"right", "", Placement::kHost, Supported, PrepareRight};
const AttentionScoreKernel kWrong = {"wrong", "", Placement::kHost, Supported, PrepareWrong};
const AttentionScoreKernel kWrongLater = {"wrong_later", "", Placement::kHost, Supported,
                                          PrepareWrongLater};
const AttentionScoreKernel kThrows = {"throws", "", Placement::kHost, Supported, PrepareThrows};
const AttentionScoreKernel kBreaks = {"breaks", "", Placement::kHost, Supported,
                                      PrepareBreaksLater};
const AttentionScoreKernel kNone = {"none", "", Placement::kHost, Unsupported, PrepareThrows};

Case CaseOf(const AttentionScoreKernel& kernel, int64_t head_dim) {
  const AttentionScoreProblem problem{1, 1, 16, head_dim, Dtype::kFloat16, Layout::kTn};
  return {&kernel, problem, CaseLabels(kernel.name, problem)};
}

Outcome MeasureOn(Device* device, const std::vector<Case>& cases, SessionOptions options) {
  Outcome outcome;
  std::ostringstream err;
  Progress progress(&err, false);
  options.rounds = 2;
  options.launches = kLaunches;
  Session session(options, cases, device, &progress);
  session.Measure(&outcome.run, [&] {
    ++outcome.saves;
    outcome.visits_at_save.push_back(outcome.run.measurements[0].visits.size());
  });
  return outcome;
}

Outcome Measure(const std::vector<Case>& cases) {
  const auto device = OpenHostDevice();
  return MeasureOn(device.get(), cases);
}

}  // namespace attnwatch
