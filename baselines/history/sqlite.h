// SPDX-License-Identifier: Apache-2.0
//
// Database and Statement: SQLite's C interface with destructors and with our errors.
//
//   Database database("history.db", Database::Mode::kWrite);
//   Statement insert(database, "INSERT INTO runs VALUES (?, ?)");
//   insert.Bind(1, "id").Bind(2, 7).Run();
//
// Throws Error with one line that says what to do: a damaged file, a full disk, another writer.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace attnwatch {

class Database {
 public:
  enum class Mode { kRead, kWrite };

  // kWrite creates the file. Waits up to `busy_milliseconds` for other writers.
  Database(const std::string& path, Mode mode, int busy_milliseconds = 30000);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Statements that return nothing, with ; between them.
  void Run(const char* sql);
  // From now on, and for whoever opens the file later, writes go to a log first (journal_mode WAL):
  // readers and a writer do not wait for each other, and a crash loses nothing that was committed.
  void UseWriteAheadLog();
  int64_t Number(const char* sql);

  [[noreturn]] void Fail() const;  // for what SQLite just refused

  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_; }

 private:
  std::string path_;
  std::chrono::milliseconds busy_;
  sqlite3* handle_ = nullptr;
};

// Columns count from 0, parameters from 1, as in SQLite.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Statement& Bind(int parameter, int64_t value);
  Statement& Bind(int parameter, double value);
  Statement& Bind(int parameter, const std::string& value);
  Statement& Bind(int parameter, const std::optional<double>& value);

  bool Step();  // whether there is a row
  void Run();   // to the end; then it can be bound again
  void Reset();

  int64_t Integer(int column) const;
  double Real(int column) const;
  std::optional<double> MaybeReal(int column) const;
  std::string Text(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

// BEGIN IMMEDIATE, so that whoever cannot write waits before it has read; rolled back unless
// committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void Commit();

 private:
  Database& database_;
  bool is_open_ = true;
};

}  // namespace attnwatch
