// SPDX-License-Identifier: Apache-2.0
//
// A history as CSV, a row a night and a column a case, and the configuration with which Apache
// Otava reads it.
//
//   const CsvExport csv = MakeCsv(nights, series);
//   WriteFileAtomically("history.csv", csv.text);
#pragma once

#include <string>
#include <vector>

#include "baselines/history/history.h"

namespace attnwatch {

struct CsvExport {
  std::string text;
  std::vector<std::string> columns;  // of the cases, in order
  size_t night_count = 0;
  std::vector<std::string> incomplete;  // cases left out
};

// Of series of one device and grid. Otava knows no missing values, so that a case which lacks one
// of the nights is left out; a single case has its own nights. Seconds as measured.
CsvExport MakeCsv(const Nights& nights, const std::vector<Series>& series);

// For otava.yaml, with the path under which Otava will find the CSV.
std::string MakeOtavaConfig(const CsvExport& csv, const std::string& csv_path);

}  // namespace attnwatch
