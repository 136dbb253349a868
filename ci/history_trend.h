// SPDX-License-Identifier: Apache-2.0
//
// From the index to the trend of its cases.
//
//   const TrendReport report = MakeTrendReport(index, selection, acceptances);
#pragma once

#include <string>
#include <vector>

#include "baselines/accept_record.h"
#include "baselines/history/index.h"
#include "report/trend_report.h"

namespace attnwatch {

struct TrendSelection {
  std::string pattern = "*";
  std::string device, grid;  // "" for all
};

// What was accepted on a device.
struct DeviceAcceptances {
  std::string device_key;
  AcceptRecord record;
};

// Of every baseline below `root`; none where there is no such folder.
std::vector<DeviceAcceptances> ReadAcceptances(const std::string& root);

// Throws Error where no case is selected.
TrendReport MakeTrendReport(const HistoryIndex& index, const TrendSelection& selection,
                            const std::vector<DeviceAcceptances>& acceptances);

}  // namespace attnwatch
