// SPDX-License-Identifier: Apache-2.0
#include "baselines/history/index.h"

#include <algorithm>
#include <filesystem>

#include "baselines/history/schema.h"
#include "baselines/history/sqlite.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// A pair a line. No label of ours holds a newline: the reader of runs sees to that.
std::string FormatLines(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels.pairs())
    text += OneLine(name) + '=' + OneLine(value) + '\n';
  return text;
}

// The order of a case's labels does not make it another case.
Labels Sorted(const Labels& labels) {
  std::vector<Labels::Pair> pairs = labels.pairs();
  std::sort(pairs.begin(), pairs.end());
  Labels sorted;
  for (const auto& [name, value] : pairs) sorted.Set(name, value);
  return sorted;
}

int64_t FindOrInsert(Database& database, Statement& find, Statement& insert) {
  const bool is_known = find.Step();
  const int64_t key = is_known ? find.Integer(0) : 0;
  find.Reset();
  if (is_known) return key;
  insert.Run();
  return database.Number("SELECT last_insert_rowid()");
}

int64_t EnvironmentKey(Database& database, const std::string& text) {
  Statement find(database, "SELECT key FROM environments WHERE text = ?");
  Statement insert(database, "INSERT INTO environments(text) VALUES (?)");
  find.Bind(1, text);
  insert.Bind(1, text);
  return FindOrInsert(database, find, insert);
}

int64_t InsertNight(Database& database, const Night& night) {
  Statement insert(database,
                   "INSERT INTO nights(run_id, path, suite, grid, device_key, board, commit_id, "
                   "started_at, started_seconds, complete, planted, dirty, environment, "
                   "fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.Bind(1, night.run_id).Bind(2, night.path).Bind(3, night.suite).Bind(4, night.grid);
  insert.Bind(5, night.device_key).Bind(6, night.board).Bind(7, night.commit);
  insert.Bind(8, night.started_at).Bind(9, night.started_seconds);
  insert.Bind(10, int64_t{night.complete}).Bind(11, int64_t{night.planted});
  insert.Bind(12, int64_t{night.dirty});
  insert.Bind(13, EnvironmentKey(database, night.environment)).Bind(14, night.fingerprint);
  insert.Run();
  return database.Number("SELECT last_insert_rowid()");
}

void BindMeasured(const NightPoint& point, Statement& insert) {
  const bool is_measured = point.status == Status::kOk;
  const auto known = [is_measured](double value) {
    return is_measured ? std::optional<double>(value) : std::nullopt;
  };
  insert.Bind(5, known(point.log_median)).Bind(6, known(point.own_clock_log_median));
  insert.Bind(7, known(point.deviation)).Bind(8, point.log_clock).Bind(9, point.elasticity);
  insert.Bind(10, point.elasticity ? known(point.elasticity_error) : std::nullopt);
}

void InsertPoints(Database& database, int64_t night, const HistoryEntry& entry) {
  Statement find(database,
                 "SELECT key FROM cases WHERE suite = ? AND grid = ? AND device_key = ? AND "
                 "sorted_labels = ?");
  Statement make(database,
                 "INSERT INTO cases(suite, grid, device_key, sorted_labels, labels) VALUES "
                 "(?, ?, ?, ?, ?)");
  Statement insert(database, "INSERT INTO points VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& [labels, point] : entry.points) {
    for (Statement* statement : {&find, &make}) {
      statement->Bind(1, entry.night.suite).Bind(2, entry.night.grid);
      statement->Bind(3, entry.night.device_key).Bind(4, FormatLines(Sorted(labels)));
    }
    make.Bind(5, FormatLines(labels));
    insert.Bind(1, FindOrInsert(database, find, make)).Bind(2, night);
    insert.Bind(3, static_cast<int64_t>(point.status)).Bind(4, point.sample_count);
    BindMeasured(point, insert);
    insert.Run();
  }
}

void RemoveNight(Database& database, int64_t key) {
  // By case, because that is how points are stored.
  Statement points(
      database,
      "DELETE FROM points WHERE night = ?1 AND case_key IN (SELECT c.key FROM cases c, "
      "nights n WHERE n.key = ?1 AND c.suite = n.suite AND c.grid = n.grid AND "
      "c.device_key = n.device_key)");
  points.Bind(1, key).Run();
  Statement night(database, "DELETE FROM nights WHERE key = ?");
  night.Bind(1, key).Run();
}

struct Known {
  int64_t key = 0;
  std::string path, fingerprint;
};

std::optional<Known> FindById(Database& database, const Night& night) {
  Statement find(database,
                 "SELECT key, path, fingerprint FROM nights WHERE suite = ? AND grid = ? AND "
                 "device_key = ? AND run_id = ?");
  find.Bind(1, night.suite).Bind(2, night.grid).Bind(3, night.device_key).Bind(4, night.run_id);
  if (!find.Step()) return std::nullopt;
  return Known{find.Integer(0), find.Text(1), find.Text(2)};
}

// Another run that the file at this path used to hold.
std::optional<Known> FindByPath(Database& database, const Night& night) {
  Statement find(database, "SELECT key, path, fingerprint FROM nights WHERE path = ?");
  find.Bind(1, night.path);
  if (!find.Step()) return std::nullopt;
  return Known{find.Integer(0), find.Text(1), find.Text(2)};
}

void SetPath(Database& database, int64_t key, const std::string& path) {
  Statement update(database, "UPDATE nights SET path = ? WHERE key = ?");
  update.Bind(1, path).Bind(2, key).Run();
}

}  // namespace

HistoryIndex::HistoryIndex(const std::string& path, Mode mode)
    : database_(std::make_unique<Database>(
          path, mode == Mode::kRead ? Database::Mode::kRead : Database::Mode::kWrite)) {
  if (mode == Mode::kRead) {
    RequireSchema(*database_);
  } else {
    PrepareForWriting(*database_);
  }
}

HistoryIndex::~HistoryIndex() = default;

Added HistoryIndex::Add(const HistoryEntry& entry) {
  Transaction transaction(*database_);
  Added added = Added::kNew;
  if (const auto known = FindById(*database_, entry.night)) {
    const bool is_there = std::filesystem::exists(known->path);
    if (known->fingerprint == entry.night.fingerprint) {
      if (!is_there) SetPath(*database_, known->key, entry.night.path);
      transaction.Commit();
      return Added::kDuplicate;
    }
    if (known->path != entry.night.path && is_there) return Added::kConflict;
    RemoveNight(*database_, known->key);
    added = Added::kReplaced;
  } else if (const auto earlier = FindByPath(*database_, entry.night)) {
    RemoveNight(*database_, earlier->key);
    added = Added::kReplaced;
  }
  InsertPoints(*database_, InsertNight(*database_, entry.night), entry);
  transaction.Commit();
  return added;
}

void HistoryIndex::Remove(const Night& night) {
  Transaction transaction(*database_);
  RemoveNight(*database_, night.key);
  transaction.Commit();
}

}  // namespace attnwatch
