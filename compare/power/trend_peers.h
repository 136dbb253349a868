// SPDX-License-Identifier: Apache-2.0
//
// The rules that people watch histories by, on the very nights that our detector sees. Here to be
// compared with, not to judge by.
//
//   for (const TrendPeer& peer : TrendPeers()) Print(peer.name, peer.find_slower(values));
#pragma once

#include <cstddef>
#include <vector>

namespace attnwatch {

struct TrendPeer {
  const char* name;
  // The nights on which the rule, run every night, calls the case slower: of log times.
  std::vector<size_t> (*find_slower)(const std::vector<double>& values);
};

// A night 5 % slower than the last; rustc-perf (beyond the third quartile and three interquartile
// ranges of the last 30 changes); Bencher (a t interval at .99 over 64 nights); Perfherder (t > 7
// between 12 nights before and 12 after, which it must wait for); Apache Otava (otava_rule.h).
const std::vector<TrendPeer>& TrendPeers();

}  // namespace attnwatch
