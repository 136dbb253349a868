// SPDX-License-Identifier: Apache-2.0
//
// PowerMeter: what the driver's running totals say about one visit. The totals advance in steps of
// about 100 ms, longer than most visits, so the shares are those of the last step.
//
//   PowerMeter meter;
//   meter.Update(nvml.Read(), seconds_since_start);   // once a visit
//   meter.power_cap_share();
#pragma once

#include <optional>

#include "benchmarks/cuda/nvml.h"

namespace attnwatch {

class PowerMeter {
 public:
  // `now` in seconds, rising from call to call.
  void Update(const GpuReading& reading, double now);

  // 0 to 1: of the time of the total's last step.
  std::optional<double> power_cap_share() const { return power_cap_.share(); }
  // Whether heat or the power brake held the clock back for more than 1 % of the last step.
  bool throttled() const;

 private:
  // The share of time by which a total of seconds grows.
  class Share {
   public:
    void Update(const std::optional<double>& total, double now);
    const std::optional<double>& share() const { return share_; }

   private:
    std::optional<double> total_;
    double moved_at_ = 0;
    double seen_at_ = 0;
    std::optional<double> share_;
  };

  Share power_cap_;
  Share thermal_;
  Share power_brake_;
};

}  // namespace attnwatch
