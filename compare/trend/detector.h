// SPDX-License-Identifier: Apache-2.0
//
// Detector: one epoch of one case, a night at a time. trend.h is the door.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "compare/trend/night_row.h"
#include "compare/trend/trend.h"

namespace attnwatch {

class Detector {
 public:
  explicit Detector(const TrendPolicy& policy) : policy_(&policy) {}

  // Raises or ends alarms in `alarms`.
  void Add(const TrendPoint& point, std::vector<TrendAlarm>* alarms);

  TrendState State() const;

 private:
  // A sum and the alarm that it is in, as a place in the vector of all.
  struct Watch {
    TrendKind kind;
    Cusum sum;
    std::optional<size_t> alarm = {};
    NightRow row = {};  // beyond the allowance
  };

  bool IsQuiet() const;
  void Learn(const TrendPoint& point);
  void Estimate();
  void StartWatches();
  void Judge(const TrendPoint& point, std::vector<TrendAlarm>* alarms);
  bool Recheck(size_t night, std::vector<TrendAlarm>* alarms);
  void Update(Watch* watch, double z, const TrendPoint& point, bool is_held,
              std::vector<TrendAlarm>* alarms);
  double RatioSince(std::optional<size_t> night) const;
  double RecentScatter() const;

  const TrendPolicy* policy_;
  std::vector<TrendPoint> points_;     // all of the epoch
  std::vector<double> learned_;        // log seconds that the reference is made of
  std::vector<double> learned_noise_;  // and log variances
  double reference_ = 0, deviation_ = 0;
  double noise_reference_ = 0, noise_deviation_ = 1;
  std::optional<TwoStates> two_states_;
  std::vector<Watch> watches_;  // slower, faster, noisier
  double scatter_ = 0;          // of successive nights
};

}  // namespace attnwatch
