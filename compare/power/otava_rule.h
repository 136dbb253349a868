// SPDX-License-Identifier: Apache-2.0
//
// Apache Otava's rule (once Hunter; Fleming et al., ICPE 2023), from its published description, to
// be compared with. E-divisive in windows of 50 nights that overlap by half proposes change points,
// accepted by a Student t-test of the neighbouring segments; then the weakest are removed until all
// that are left are significant and large enough. No permutations: the same nights, the same
// points.
//
//   FindOtavaSlower(log_times, {})
#pragma once

#include <cstddef>
#include <vector>

namespace attnwatch {

struct OtavaPolicy {
  size_t window = 50;
  double p_most = 0.001;
  double magnitude_least = 0;  // relative change of the mean
};

// The nights on which a new point that is slower appears, where it is run every night over all
// nights until then.
std::vector<size_t> FindOtavaSlower(const std::vector<double>& log_times,
                                    const OtavaPolicy& policy);

}  // namespace attnwatch
