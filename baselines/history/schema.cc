// SPDX-License-Identifier: Apache-2.0
#include "baselines/history/schema.h"

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// Points are stored by case and then by night: a series is read from neighbouring pages.
constexpr char kSchema[] = R"sql(
CREATE TABLE environments(key INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE nights(
  key INTEGER PRIMARY KEY, run_id TEXT NOT NULL, path TEXT NOT NULL, suite TEXT NOT NULL,
  grid TEXT NOT NULL, device_key TEXT NOT NULL, board TEXT NOT NULL, commit_id TEXT NOT NULL,
  started_at TEXT NOT NULL, started_seconds INTEGER NOT NULL, complete INTEGER NOT NULL,
  planted INTEGER NOT NULL, dirty INTEGER NOT NULL,
  environment INTEGER NOT NULL REFERENCES environments(key), fingerprint TEXT NOT NULL,
  UNIQUE(suite, grid, device_key, run_id));
CREATE INDEX nights_by_path ON nights(path);
CREATE TABLE cases(
  key INTEGER PRIMARY KEY, suite TEXT NOT NULL, grid TEXT NOT NULL, device_key TEXT NOT NULL,
  sorted_labels TEXT NOT NULL, labels TEXT NOT NULL,
  UNIQUE(suite, grid, device_key, sorted_labels));
CREATE TABLE points(
  case_key INTEGER NOT NULL, night INTEGER NOT NULL, status INTEGER NOT NULL,
  sample_count INTEGER NOT NULL, log_median REAL, own_clock_log_median REAL, deviation REAL,
  log_clock REAL, elasticity REAL, elasticity_error REAL,
  PRIMARY KEY(case_key, night)) WITHOUT ROWID;
PRAGMA application_id = 1098151007;
PRAGMA user_version = 1;
)sql";
constexpr int64_t kApplicationId = 1098151007;  // "At_" and a byte: the file is ours

}  // namespace

void RequireSchema(Database& database) {
  const int64_t version = database.Number("PRAGMA user_version");
  if (version > kHistorySchemaVersion) {
    throw Error(OneLine(database.path()) + ": was written by a newer attnwatch (schema " +
                std::to_string(version) + ", this one knows " +
                std::to_string(kHistorySchemaVersion) +
                "); use that one, or another --db: the run folders have everything");
  }
  if (database.Number("PRAGMA application_id") != kApplicationId ||
      version != kHistorySchemaVersion) {
    throw Error(OneLine(database.path()) +
                ": is not a history; `attnwatch history index DIR` makes one");
  }
}

void PrepareForWriting(Database& database) {
  database.UseWriteAheadLog();
  {
    Transaction transaction(database);
    const bool is_empty = database.Number("SELECT count(*) FROM sqlite_master") == 0 &&
                          database.Number("PRAGMA user_version") == 0;
    if (is_empty) database.Run(kSchema);
    transaction.Commit();
  }
  RequireSchema(database);
}

}  // namespace attnwatch
