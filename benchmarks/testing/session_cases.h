// SPDX-License-Identifier: Apache-2.0
//
// A session in a test: kernels that go wrong in every way, a GPU that is none, and what came of it.
//
//   const Outcome outcome = Measure({CaseOf(kRight), CaseOf(kWrong)});
#pragma once

#include <memory>
#include <vector>

#include "benchmarks/session.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch {

extern const AttentionScoreKernel kRight;
extern const AttentionScoreKernel kWrong;       // never writes the last row
extern const AttentionScoreKernel kWrongLater;  // right when verified, wrong when timed
extern const AttentionScoreKernel kThrows;      // when it is prepared
extern const AttentionScoreKernel kBreaks;      // in its third launch
extern const AttentionScoreKernel kNone;        // unsupported

std::optional<std::string> Supported(const AttentionScoreProblem&);
Launch PrepareRight(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

Case CaseOf(const AttentionScoreKernel& kernel, int64_t head_dim = 8);

inline constexpr int kLaunches = 3;

struct Outcome {
  Run run;
  int saves = 0;
  std::vector<size_t> visits_at_save;  // of the first case
};

// Two rounds of kLaunches.
Outcome MeasureOn(Device* device, const std::vector<Case>& cases, SessionOptions options = {});
Outcome Measure(const std::vector<Case>& cases);

// A GPU by placement and a clock that says what it is told.
class FakeGpu final : public Device {
 public:
  explicit FakeGpu(double case_seconds, bool usable = true)
      : case_seconds_(case_seconds), usable_(usable) {}
  Placement placement() const override { return Placement::kDevice; }
  Environment Describe() const override { return host_->Describe(); }
  int64_t AvailableBytes() const override { return host_->AvailableBytes(); }
  void* Allocate(int64_t bytes) override { return host_->Allocate(bytes); }
  void FillInput(Dtype dtype, InputTensor tensor, int64_t count, void* data) override {
    host_->FillInput(dtype, tensor, count, data);
  }
  void FillBytes(void* data, int value, int64_t bytes) override {
    host_->FillBytes(data, value, bytes);
  }
  void CopyToHost(const void* data, int64_t bytes, void* host) override {
    host_->CopyToHost(data, bytes, host);
  }
  void Run(const Launch& launch) override { host_->Run(launch); }
  bool Usable() override { return usable_; }
  // A visit of a case has kLaunches; the ceilings have more, and take a second each.
  VisitTimes TimeVisit(const Launch& launch, int launches) override {
    host_->Run(launch);
    const double seconds = launches == kLaunches ? case_seconds_ : 1.0;
    VisitTimes times;
    times.seconds.assign(static_cast<size_t>(launches), seconds);
    times.sm_clock_hertz = 1.5e9;
    times.temperature_celsius = 60.0;
    times.power_watts = 650.0;
    return times;
  }
  Launch WriteLaunch(void* data, int64_t bytes) override { return host_->WriteLaunch(data, bytes); }
  Launch CopyLaunch(const void* from, void* to, int64_t bytes) override {
    return host_->CopyLaunch(from, to, bytes);
  }
  Launch BurnLaunch(double seconds) override { return host_->BurnLaunch(seconds); }

 private:
  std::unique_ptr<Device> host_ = OpenHostDevice();
  double case_seconds_;
  bool usable_;
};

}  // namespace attnwatch
