// SPDX-License-Identifier: Apache-2.0
// Of studies only: c<cluster><p|r><blocks><t|l><store boxes>[q<copies>][n][P<promotion>]
#pragma once

#include <string>

#include "kernels/attention_score/flat/hopper_plan.h"

namespace attnwatch::hopper {

inline HopperVariant ParseVariant(const std::string& v) {
  HopperVariant variant;
  variant.cluster_size = v[1] - '0';
  variant.feed = v[2] == 'r' ? Feed::kRing : Feed::kPacked;
  variant.blocks = v[3] - '0';
  variant.copies = v[4] == 't';
  variant.store_slots = v[5] - '0';
  for (size_t j = 6; j < v.size(); ++j) {
    if (v[j] == 'q') variant.query_copies = v[++j] - '0';
    if (v[j] == 'k') variant.key_depth = 32;
    if (v[j] == 'o') variant.turns = true;
    if (v[j] == 'n') variant.key_policy = 0x1000000000000000;
    if (v[j] == 'A') variant.pitch = 8 * (v[++j] - '0');
    if (v[j] == 'W') variant.ring_quarters = v[++j] - '0';
    if (v[j] == 'P') variant.promotion = v[++j] - '0';
  }
  return variant;
}

// Of head_dim: the class that a choice is made for.
inline int ChoiceClass(int64_t d) {
  const int size = d <= 16    ? 0
                   : d <= 32  ? 1
                   : d <= 64  ? 2
                   : d <= 128 ? 3
                   : d <= 192 ? 4
                   : d <= 256 ? 5
                   : d <= 320 ? 6
                   : d <= 384 ? 7
                              : 8;
  return 2 * size + (d % 8 != 0);
}

}  // namespace attnwatch::hopper
