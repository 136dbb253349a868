// SPDX-License-Identifier: Apache-2.0
//
// HistoryIndex: one SQLite file over the folders of runs. The runs are the truth: the file can be
// deleted and is rebuilt from them.
//
//   HistoryIndex index("out/history.db", HistoryIndex::Mode::kWrite);
//   index.Add(entry);                       // again: kDuplicate
//
// A run is added whole or not at all; two writers take turns. Throws Error with one line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "baselines/history/history.h"

namespace attnwatch {

class Database;

enum class Added {
  kNew,
  kReplaced,   // the file at that path has changed
  kDuplicate,  // the same run is known, from this path or another
  kConflict,   // another file has another run of this id: neither is to be trusted, not added
};

class HistoryIndex {
 public:
  enum class Mode { kRead, kWrite };

  HistoryIndex(const std::string& path, Mode mode);
  ~HistoryIndex();

  // A run whose file has moved gets its new path.
  Added Add(const HistoryEntry& entry);

  // Forgets the run.
  void Remove(const Night& night);

  Nights ReadNights() const;

  // Without their points, by device, grid and labels.
  std::vector<Series> FindCases() const;
  void ReadPoints(const Nights& nights, Series* series) const;

 private:
  std::unique_ptr<Database> database_;
};

}  // namespace attnwatch
