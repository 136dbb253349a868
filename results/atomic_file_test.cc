// SPDX-License-Identifier: Apache-2.0
//
// Failures that also the superuser meets: tests may run as root, whom no permission stops.
#include "results/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "results/error.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

constexpr size_t kByteLimit = 1 << 24;

class AtomicFileTest : public ::testing::Test {
 protected:
  AtomicFileTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_))
      names.push_back(entry.path().filename());
    return names;
  }

  std::string ErrorOfWriting(const std::string& path, std::string_view content) const {
    try {
      WriteFileAtomically(path, content);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  const fs::path folder_ = fs::path(::testing::TempDir()) /
                           ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(AtomicFileTest, WritesAndReplacesLeavingNothingElse) {
  WriteFileAtomically(Path("run.json"), "old");
  WriteFileAtomically(Path("run.json"), std::string("new\0!", 5));
  EXPECT_EQ(ReadFile(Path("run.json"), kByteLimit), std::string("new\0!", 5));
  EXPECT_THAT(Names(), ElementsAre("run.json"));
}

TEST_F(AtomicFileTest, ANewFileHasThePermissionsOfAnyNewFile) {
  std::ofstream(Path("plain")) << "x";
  WriteFileAtomically(Path("atomic"), "x");
  EXPECT_EQ(fs::status(Path("atomic")).permissions(), fs::status(Path("plain")).permissions());
}

TEST_F(AtomicFileTest, CreatesMissingFolders) {
  WriteFileAtomically(Path("a/b/run.json"), "x");
  EXPECT_EQ(ReadFile(Path("a/b/run.json"), kByteLimit), "x");
}

TEST_F(AtomicFileTest, ARelativeNameIsWrittenInTheCurrentFolder) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  WriteFileAtomically("run.json", "x");
  fs::current_path(before);
  EXPECT_THAT(Names(), ElementsAre("run.json"));
}

TEST_F(AtomicFileTest, AFileInPlaceOfAFolderIsAnError) {
  WriteFileAtomically(Path("file"), "x");
  EXPECT_EQ(ErrorOfWriting(Path("file/run.json"), "y"),
            Path("file/run.json") + ": cannot create its folder: Not a directory");
  EXPECT_EQ(ReadFile(Path("file"), kByteLimit), "x");
}

TEST_F(AtomicFileTest, AFolderIsNotReplaced) {
  EXPECT_EQ(ErrorOfWriting(folder_.string(), "x"),
            folder_.string() + ": cannot be written: Is a directory");
}

TEST_F(AtomicFileTest, ADeviceIsNotReplaced) {
  EXPECT_EQ(ErrorOfWriting("/dev/null", "x"), "/dev/null: is not a regular file");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFileTest, TooLongANameIsAnError) {
  const std::string path = Path(std::string(255, 'n'));
  EXPECT_EQ(ErrorOfWriting(path, "x"), path + ": cannot be written: File name too long");
}

TEST_F(AtomicFileTest, AnEmptyPathIsAnError) {
  EXPECT_EQ(ErrorOfWriting("", "x"), "the path of the file to write is empty");
}

TEST_F(AtomicFileTest, ErrorsStayOnOneLineWhateverThePath) {
  EXPECT_EQ(ErrorOfWriting("/dev/null/a\nb", "x"),
            "/dev/null/a\\x0ab: cannot create its folder: Not a directory");
}

TEST_F(AtomicFileTest, ASymbolicLinkStaysOne) {
  WriteFileAtomically(Path("target"), "old");
  fs::create_symlink("target", Path("link"));
  WriteFileAtomically(Path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(Path("link")));
  EXPECT_EQ(ReadFile(Path("target"), kByteLimit), "new");
}

// Files of the calling process may not grow beyond this: a full disk for everybody, root included.
void LimitFileSize(rlim_t bytes) {
  const rlimit limit = {bytes, bytes};
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST_F(AtomicFileTest, AFailedWriteLeavesTheOldContentAndNoOtherFile) {
  WriteFileAtomically(Path("run.json"), "old");
  const std::string message = Path("run.json") + ": cannot be written: File too large";
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    LimitFileSize(1 << 12);
    _exit(ErrorOfWriting(Path("run.json"), std::string(1 << 20, 'n')) == message ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << "the child did not get: " << message;
  EXPECT_EQ(ReadFile(Path("run.json"), kByteLimit), "old");
  EXPECT_THAT(Names(), ElementsAre("run.json"));
}

TEST_F(AtomicFileTest, AProcessKilledWhileWritingLeavesTheOldContent) {
  WriteFileAtomically(Path("run.json"), "old");
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_DFL);  // kills
    LimitFileSize(1 << 12);
    ErrorOfWriting(Path("run.json"), std::string(1 << 20, 'n'));
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(ReadFile(Path("run.json"), kByteLimit), "old");
}

TEST_F(AtomicFileTest, AReaderNeverSeesHalfAFile) {
  const std::string path = Path("run.json");
  const std::string contents[] = {std::string(1 << 16, 'a'), std::string(1 << 17, 'b')};
  WriteFileAtomically(path, contents[0]);
  std::atomic<int> writing = 2;
  const auto write = [&](const std::string& content) {
    for (int i = 0; i < 50; ++i) WriteFileAtomically(path, content);
    --writing;
  };
  std::thread first(write, contents[0]);
  std::thread second(write, contents[1]);
  int halves = 0;
  while (writing > 0) {
    const std::string seen = ReadFile(path, kByteLimit);
    if (seen != contents[0] && seen != contents[1]) ++halves;
  }
  first.join();
  second.join();
  EXPECT_EQ(halves, 0);
  EXPECT_THAT(Names(), ElementsAre("run.json"));
}

}  // namespace
}  // namespace attnwatch
