// SPDX-License-Identifier: Apache-2.0
//
// A file for the textfile collector of node_exporter.
//
//   WriteTextfile({&snapshot}, "/var/lib/prometheus/node-exporter/attnwatch.prom");
#pragma once

#include <string>
#include <vector>

#include "dashboards/snapshot.h"

namespace attnwatch {

// Replaces the file as a whole. Where a snapshot has no success of its own, that of the file which
// is replaced stays: the collector knows no other. Throws Error where it cannot be written.
void WriteTextfile(const std::vector<const Snapshot*>& snapshots, const std::string& path);

}  // namespace attnwatch
