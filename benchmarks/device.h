// SPDX-License-Identifier: Apache-2.0
//
// Device: where the kernels of one placement run: its memory, its timer, its description. The CPU
// is host_device.h.
//
//   void* scores = device->Allocate(problem.score_bytes());
//   const VisitTimes times = device->TimeVisit(launch, 4);   // four samples
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernels/attention_score/inputs.h"
#include "kernels/attention_score/kernel.h"
#include "results/run.h"

namespace attnwatch {

// What the timer saw of one visit.
struct VisitTimes {
  std::vector<double> seconds;  // one per launch, in order
  std::optional<double> sm_clock_hertz;
  std::optional<double> temperature_celsius;
  std::optional<double> power_watts;
  std::optional<double> energy_joules;
  std::optional<double> power_cap_share;
  std::vector<std::string> flags;  // why to distrust the visit; empty for a good one
};

// Every member throws Error where the device refuses.
class Device {
 public:
  virtual ~Device() = default;

  virtual Placement placement() const = 0;
  // Device key, hard and soft keys of this device and its libraries.
  virtual Environment Describe() const = 0;
  // What makes this device a bad place to measure now: other users of it, say. One line each.
  virtual std::vector<std::string> Warnings() const { return {}; }
  // Memory that could be allocated now.
  virtual int64_t AvailableBytes() const = 0;
  // The step of the clock that times launches, where it is coarse.
  virtual double TimerTickSeconds() const { return 0; }

  // 256-byte aligned (or better), freed with the device.
  virtual void* Allocate(int64_t bytes) = 0;
  virtual void FillInput(Dtype dtype, InputTensor tensor, int64_t count, void* data) = 0;
  virtual void FillBytes(void* data, int value, int64_t bytes) = 0;
  virtual void CopyToHost(const void* data, int64_t bytes, void* host) = 0;

  // Whether it can go on after a launch has thrown. Some errors of a GPU end its process' use of
  // it.
  virtual bool Usable() { return true; }

  // Runs it once and waits.
  virtual void Run(const Launch& launch) = 0;
  // The device kernels that it runs, without running it; empty where the device cannot tell.
  virtual std::vector<LaunchedKernel> Launched(const Launch&) { return {}; }
  // Runs it `launches` times, each timed alone, with nothing between them.
  virtual VisitTimes TimeVisit(const Launch& launch, int launches) = 0;

  // The fastest ways to write and to copy memory, for the ceilings.
  virtual Launch WriteLaunch(void* data, int64_t bytes) = 0;
  virtual Launch CopyLaunch(const void* from, void* to, int64_t bytes) = 0;
  // Keeps the device busy for this long, whatever its clock: what a planted slowdown is made of.
  virtual Launch BurnLaunch(double seconds) = 0;
};

std::unique_ptr<Device> OpenHostDevice();

}  // namespace attnwatch
