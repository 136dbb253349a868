// SPDX-License-Identifier: Apache-2.0
#include "results/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <system_error>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void FailToWrite(const fs::path& path, const std::error_code& why) {
  throw Error(OneLine(path.string()) + ": cannot be written: " + why.message());
}

std::error_code LastError() { return {errno, std::generic_category()}; }

// A random name, not the process id: two containers that share a folder share process ids, too.
fs::path TemporaryNameBeside(const fs::path& target) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::random_device random;
  std::string suffix = ".tmp-";
  for (int i = 0; i < 16; ++i) suffix += kDigits[random() % 16];
  return target.string() + suffix;
}

// A new file that is removed again unless it was renamed to its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : target_(target),
        path_(TemporaryNameBeside(target)),
        descriptor_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) FailToWrite(target_, LastError());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  ~TemporaryFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!renamed_) unlink(path_.c_str());
  }

  void Write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t count = write(descriptor_, content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) FailToWrite(target_, LastError());
      content.remove_prefix(static_cast<size_t>(count));
    }
  }

  // The content reaches the disk before the name does: after a power cut, too, the name leads to
  // the old content or to the new.
  void Rename() {
    if (fsync(descriptor_) != 0) FailToWrite(target_, LastError());
    const int closed = close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) FailToWrite(target_, LastError());
    if (std::rename(path_.c_str(), target_.c_str()) != 0) FailToWrite(target_, LastError());
    renamed_ = true;
  }

 private:
  fs::path target_;
  fs::path path_;
  int descriptor_;
  bool renamed_ = false;
};

// Where the file is to be: through a symbolic link, so that the link stays one. Refuses devices,
// which renaming would replace (as root, /dev/null).
fs::path FindTarget(const std::string& path) {
  if (path.empty()) throw Error("the path of the file to write is empty");
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) FailToWrite(path, std::make_error_code(std::errc::is_a_directory));
  if (!fs::exists(status)) return path;
  if (!fs::is_regular_file(status)) throw Error(OneLine(path) + ": is not a regular file");
  const fs::path target = fs::canonical(path, ignored);
  return ignored ? fs::path(path) : target;
}

void CreateParentFolder(const fs::path& target) {
  const fs::path parent = target.parent_path();
  if (parent.empty()) return;
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) {
    throw Error(OneLine(target.string()) + ": cannot create its folder: " + error.message());
  }
}

}  // namespace

void WriteFileAtomically(const std::string& path, std::string_view content) {
  const fs::path target = FindTarget(path);
  CreateParentFolder(target);
  TemporaryFile file(target);
  file.Write(content);
  file.Rename();
}

}  // namespace attnwatch
