// SPDX-License-Identifier: Apache-2.0
#include "results/read_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "results/error.h"

namespace attnwatch {
namespace {

std::string ErrorOfReading(const std::string& path, size_t byte_limit) {
  try {
    ReadFile(path, byte_limit);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ReadFile, ReadsUpToTheLimit) {
  const std::string path = ::testing::TempDir() + "read_file_test";
  const std::string content = std::string(100000, 'x') + std::string("\0\n", 2);
  std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(ReadFile(path, content.size()), content);
  EXPECT_EQ(ErrorOfReading(path, content.size() - 1),
            path + ": is larger than 100001 bytes: is this the right file?");
}

TEST(ReadFile, AnEmptyFileIsEmpty) { EXPECT_EQ(ReadFile("/dev/null", 0), ""); }

TEST(ReadFile, AnEndlessDeviceDoesNotFillMemory) {
  EXPECT_EQ(ErrorOfReading("/dev/zero", 1 << 20),
            "/dev/zero: is larger than 1048576 bytes: is this the right file?");
}

TEST(ReadFile, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(ErrorOfReading("/nonexistent/a\nb", 1),
            "/nonexistent/a\\x0ab: cannot be read: No such file or directory");
  EXPECT_EQ(ErrorOfReading("/dev", 1), "/dev: cannot be read: Is a directory");
}

}  // namespace
}  // namespace attnwatch
