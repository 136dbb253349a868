// SPDX-License-Identifier: Apache-2.0
#include "results/merge.h"

#include <algorithm>
#include <set>
#include <string>

#include "results/error.h"

namespace attnwatch {
namespace {

// What must be equal in all shards, with the words for a message.
struct Trait {
  const char* name;
  std::string (*of)(const Run& run);
};

constexpr Trait kTraits[] = {
    {"suite", [](const Run& run) { return run.suite; }},
    {"grid", [](const Run& run) { return run.grid; }},
    {"device key", [](const Run& run) { return run.environment.device_key; }},
    {"hard environment", [](const Run& run) { return run.environment.hard.Name(); }},
    {"commit", [](const Run& run) { return run.environment.soft.Get("commit"); }},
};

void RequireAlike(const Run& first, const Run& other) {
  for (const Trait& trait : kTraits) {
    if (trait.of(first) == trait.of(other)) continue;
    throw Error("cannot merge runs " + first.id + " and " + other.id + ": " + trait.name + " is " +
                trait.of(first) + " and " + trait.of(other));
  }
}

// Every i/n once, for one n.
void RequireAllShards(const std::vector<Run>& runs) {
  std::set<std::string> found;
  for (const Run& run : runs) {
    const std::string& shard = run.environment.soft.Get(kShardLabel);
    if (shard.empty()) throw Error("cannot merge run " + run.id + ": it is not a shard");
    if (!found.insert(shard).second) {
      throw Error("cannot merge run " + run.id + ": shard " + shard + " is there twice");
    }
  }
  const std::string count = found.begin()->substr(found.begin()->find('/') + 1);
  for (int i = 1; i <= std::max(1, std::atoi(count.c_str())); ++i) {
    const std::string shard = std::to_string(i) + "/" + count;
    if (found.erase(shard) == 0) throw Error("cannot merge: shard " + shard + " is missing");
  }
  if (!found.empty()) throw Error("cannot merge: shard " + *found.begin() + " is of another split");
}

void Append(const Run& shard, Run* merged) {
  merged->complete &= shard.complete;
  merged->planted |= shard.planted;
  merged->warnings.insert(merged->warnings.end(), shard.warnings.begin(), shard.warnings.end());
  merged->ceilings.insert(merged->ceilings.end(), shard.ceilings.begin(), shard.ceilings.end());
  merged->measurements.insert(merged->measurements.end(), shard.measurements.begin(),
                              shard.measurements.end());
}

Labels Without(const Labels& labels, std::string_view key) {
  Labels rest;
  for (const auto& [name, value] : labels.pairs()) {
    if (name != key) rest.Set(name, value);
  }
  return rest;
}

}  // namespace

Run MergeRuns(const std::vector<Run>& runs) {
  if (runs.empty()) throw Error("no run to merge");
  for (const Run& run : runs) RequireAlike(runs.front(), run);
  RequireAllShards(runs);
  Run merged = runs.front();
  for (auto run = runs.begin() + 1; run != runs.end(); ++run) Append(*run, &merged);
  merged.environment.soft = Without(merged.environment.soft, kShardLabel);
  return merged;
}

}  // namespace attnwatch
