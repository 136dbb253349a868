// SPDX-License-Identifier: Apache-2.0
#include "baselines/history/sqlite.h"

#include <sqlite3.h>

#include <thread>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// What to do about it; SQLite's own words come first.
const char* Advice(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "; delete it, and `attnwatch history index` rebuilds it from the run folders";
    case SQLITE_FULL:
      return "; free some space and try again: every run indexed before is kept";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ": another program is writing to it; try again";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "; is it there, and may you write to it and to its folder?";
    default:
      return "";
  }
}

}  // namespace

Database::Database(const std::string& path, Mode mode, int busy_milliseconds)
    : path_(path), busy_(busy_milliseconds) {
  const int create = mode == Mode::kRead ? 0 : SQLITE_OPEN_CREATE;
  // A connection is one thread's: locks for every value would take a tenth of a pass over all.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory";
    sqlite3_close(handle_);
    throw Error(OneLine(path_) + ": cannot open the history: " + OneLine(why) + Advice(code));
  }
  sqlite3_busy_timeout(handle_, busy_milliseconds);
}

Database::~Database() { sqlite3_close(handle_); }

void Database::Fail() const {
  const int code = sqlite3_errcode(handle_);
  throw Error(OneLine(path_) + ": " + OneLine(sqlite3_errmsg(handle_)) + Advice(code));
}

void Database::Run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) Fail();
}

void Database::UseWriteAheadLog() {
  constexpr std::chrono::milliseconds kPause(5);
  const auto deadline = std::chrono::steady_clock::now() + busy_;
  // Of two that switch at once SQLite refuses one without waiting for the other.
  while (sqlite3_exec(handle_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) !=
         SQLITE_OK) {
    const bool is_busy = (sqlite3_errcode(handle_) & 0xff) == SQLITE_BUSY;
    if (!is_busy || std::chrono::steady_clock::now() >= deadline) Fail();
    std::this_thread::sleep_for(kPause);
  }
  Run("PRAGMA synchronous = FULL");
}

int64_t Database::Number(const char* sql) {
  Statement statement(*this, sql);
  return statement.Step() ? statement.Integer(0) : 0;
}

Statement::Statement(Database& database, const char* sql) : database_(database) {
  if (sqlite3_prepare_v2(database.handle(), sql, -1, &statement_, nullptr) != SQLITE_OK) {
    database.Fail();
  }
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::Bind(int parameter, int64_t value) {
  if (sqlite3_bind_int64(statement_, parameter, value) != SQLITE_OK) database_.Fail();
  return *this;
}

Statement& Statement::Bind(int parameter, double value) {
  if (sqlite3_bind_double(statement_, parameter, value) != SQLITE_OK) database_.Fail();
  return *this;
}

Statement& Statement::Bind(int parameter, const std::string& value) {
  const int code = sqlite3_bind_text(statement_, parameter, value.data(),
                                     static_cast<int>(value.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.Fail();
  return *this;
}

Statement& Statement::Bind(int parameter, const std::optional<double>& value) {
  if (value) return Bind(parameter, *value);
  if (sqlite3_bind_null(statement_, parameter) != SQLITE_OK) database_.Fail();
  return *this;
}

bool Statement::Step() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.Fail();
  return code == SQLITE_ROW;
}

void Statement::Run() {
  while (Step()) {
  }
  Reset();
}

void Statement::Reset() { sqlite3_reset(statement_); }

int64_t Statement::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Statement::Real(int column) const { return sqlite3_column_double(statement_, column); }

std::optional<double> Statement::MaybeReal(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return Real(column);
}

std::string Statement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return "";
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.Run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // SQLite may have rolled back by itself, as it does on a full disk.
  if (is_open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::Commit() {
  database_.Run("COMMIT");
  is_open_ = false;
}

}  // namespace attnwatch
