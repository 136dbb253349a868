// SPDX-License-Identifier: Apache-2.0
#include "results/read_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void FailToRead(const std::string& path, int error) {
  throw Error(OneLine(path) + ": cannot be read: " + std::generic_category().message(error));
}

}  // namespace

std::string ReadFile(const std::string& path, size_t byte_limit) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
  if (!file) FailToRead(path, errno);
  std::string content;
  char buffer[1 << 16];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, file.get())) {
    if (content.size() + count > byte_limit) {
      throw Error(OneLine(path) + ": is larger than " + std::to_string(byte_limit) +
                  " bytes: is this the right file?");
    }
    content.append(buffer, count);
  }
  if (std::ferror(file.get()) != 0) FailToRead(path, errno);
  return content;
}

}  // namespace attnwatch
