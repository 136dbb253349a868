// SPDX-License-Identifier: Apache-2.0
//
// What may happen to the index: damage, another version, a full disk, a killed writer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "baselines/history/index.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using Mode = HistoryIndex::Mode;
using ::testing::AllOf;
using ::testing::HasSubstr;

HistoryEntry MakeEntry(int number, int cases = 3) {
  HistoryEntry entry;
  entry.night.run_id = entry.night.path = entry.night.fingerprint = std::to_string(number);
  entry.night.started_seconds = number;
  for (int i = 0; i < cases; ++i) {
    NightPoint point;
    point.status = Status::kOk;
    entry.points.push_back({{{"head_dim", std::to_string(i)}}, point});
  }
  return entry;
}

class DamageTest : public ::testing::Test {
 protected:
  DamageTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("damage_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~DamageTest() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "history.db").string(); }

  std::string WhyNot(Mode mode) const {
    try {
      HistoryIndex(path(), mode).ReadNights();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  size_t CountNights() const { return HistoryIndex(path(), Mode::kRead).ReadNights().size(); }

  fs::path folder_;
};

void RunSql(const std::string& path, const char* sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(handle);
}

TEST_F(DamageTest, ADamagedIndexSaysHowToRebuildIt) {
  std::ofstream(path()) << std::string(8192, 'x');
  for (const Mode mode : {Mode::kRead, Mode::kWrite}) {
    EXPECT_THAT(WhyNot(mode), AllOf(HasSubstr("delete it"), HasSubstr("rebuilds it")));
  }
}

TEST_F(DamageTest, ADamagedPageIsFound) {
  HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(1, 2000));
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(fs::file_size(path()) - 4096, 'x');
  file.close();
  EXPECT_THAT(WhyNot(Mode::kRead), HasSubstr("delete it"));
}

TEST_F(DamageTest, ANewerIndexIsLeftAlone) {
  HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(1));
  RunSql(path(), "PRAGMA user_version = 2");
  for (const Mode mode : {Mode::kRead, Mode::kWrite}) {
    EXPECT_THAT(WhyNot(mode), HasSubstr("newer attnwatch (schema 2"));
  }
}

TEST_F(DamageTest, AnotherProgramsDatabaseIsLeftAlone) {
  RunSql(path(), "CREATE TABLE theirs(x)");
  EXPECT_THAT(WhyNot(Mode::kWrite), HasSubstr("is not a history"));
}

TEST_F(DamageTest, ReadingMakesNoFile) {
  EXPECT_THAT(WhyNot(Mode::kRead), HasSubstr("is it there"));
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(DamageTest, AnIndexThatNobodyMayWriteToSaysSo) {
  EXPECT_THROW(HistoryIndex("/proc/history.db", Mode::kWrite), Error);
}

// A file that may not grow is a full disk to SQLite, in a process of its own.
TEST_F(DamageTest, AFullDiskLosesNothing) {
  HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(1));
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {size_t{64} << 10, size_t{64} << 10};
    setrlimit(RLIMIT_FSIZE, &limit);
    try {
      HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(2, 20000));
    } catch (const Error&) {
      _exit(2);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_EQ(CountNights(), 1u);
  HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(2));
  EXPECT_EQ(CountNights(), 2u);
}

TEST_F(DamageTest, AKilledWriterLosesNoFinishedRun) {
  int pipes[2];
  ASSERT_EQ(pipe(pipes), 0);
  const pid_t child = fork();
  if (child == 0) {
    HistoryIndex index(path(), Mode::kWrite);
    for (int number = 1;; ++number) {
      index.Add(MakeEntry(number));
      if (write(pipes[1], "x", 1) != 1) _exit(1);
    }
  }
  size_t finished = 0;
  for (char c; finished < 5 && read(pipes[0], &c, 1) == 1;) ++finished;
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_GE(CountNights(), 5u);
  HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(100000));
}

}  // namespace
}  // namespace attnwatch
