// SPDX-License-Identifier: Apache-2.0
//
// CaseRunner: one case on a device: verified, visited, verified again. Fills its Measurement.
//
//   CaseRunner runner(c, &pool, device, &references);
//   if (!runner.Prepare(&measurement)) return;   // unsupported or incorrect, measurement says why
//   runner.Visit(/*launches=*/4, &visit);
//   runner.VerifyAgain(&measurement);
#pragma once

#include <vector>

#include "benchmarks/case.h"
#include "benchmarks/device.h"
#include "benchmarks/tensor_pool.h"
#include "benchmarks/verification.h"
#include "results/run.h"

namespace attnwatch {

// Every member throws std::exception where the kernel or the device does.
class CaseRunner {
 public:
  // All outlive the runner.
  CaseRunner(const Case& c, const TensorPool* pool, Device* device, ReferenceRows* references)
      : case_(&c), pool_(pool), device_(device), references_(references) {}

  // Prepares the launch, verifies it, and finds out what it runs. Whether it can be timed; where
  // not, status and reason say why.
  bool Prepare(Measurement* measurement);
  // Slows it down from now on, by this share of its time.
  void Plant(double fraction);
  // Runs hot work before each visit from now on.
  void PlantHeat(const Launch& hot_work) { heat_ = hot_work; }
  bool ready() const { return static_cast<bool>(launch_); }
  // It is not visited any more.
  void Drop() { launch_ = nullptr; }

  // One visit; its sampled scores are kept, because the next case overwrites them.
  void Visit(int launches, attnwatch::Visit* visit);

  // Checks what the last visit computed: a kernel can go wrong under load only.
  void VerifyAgain(Measurement* measurement);

 private:
  void Record(const ScoreCheck& check, Measurement* measurement);

  const Case* case_;
  const TensorPool* pool_;
  Device* device_;
  ReferenceRows* references_;
  Launch launch_;  // empty where the case cannot be measured
  Launch heat_;    // empty where none is planted
  std::vector<char> last_rows_;
};

}  // namespace attnwatch
