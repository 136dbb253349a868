// SPDX-License-Identifier: Apache-2.0
//
// Snapshots as text: the exposition format 0.0.4, for the textfile collector and the Pushgateway,
// and OpenMetrics with timestamps, for backfilling a history.
//
//   WriteFileAtomically("attnwatch.prom", RenderText({&snapshot}, {}));
//   WriteFileAtomically("history.om", RenderOpenMetrics({&monday, &tuesday}));
//   // promtool tsdb create-blocks-from openmetrics history.om data/
//
// Written here and not by prometheus-cpp's serializer, because that one wants all series in memory
// at once (a kilobyte each), and has no OpenMetrics. A test holds the two to the same bytes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dashboards/metrics.h"

namespace attnwatch {

// One snapshot a RunKey. `includes` chooses the metrics; all without it.
std::string RenderText(const std::vector<const Snapshot*>& snapshots, const ProgramFacts& facts,
                       const std::function<bool(const Metric&)>& includes = {});

// Any number of snapshots of a RunKey, in any order: each sample has the time at which its run
// ended. Throws Error where a run does not say when that was.
std::string RenderOpenMetrics(const std::vector<const Snapshot*>& snapshots);

// {name="value",...}, escaped; empty without labels.
std::string FormatLabels(const std::vector<prometheus::ClientMetric::Label>& labels);

}  // namespace attnwatch
