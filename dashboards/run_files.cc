// SPDX-License-Identifier: Apache-2.0
#include "dashboards/run_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

// Runs start with their schema_version; verdicts, baselines and reports of other programs do not.
bool LooksLikeRun(const fs::path& path) {
  char start[64] = {};
  std::ifstream(path).read(start, sizeof start - 1);
  std::string text(start);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c <= ' '; }), text.end());
  return text.rfind("{\"schema_version\"", 0) == 0;
}

// A hidden file is somebody's temporary one: it is renamed once it is whole.
bool IsHidden(const fs::path& path) { return path.filename().string().front() == '.'; }

std::vector<std::string> Sorted(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  return paths;
}

// `name` in each folder of `folder`. What vanishes or is forbidden while we look is not there.
void AddFromFolders(const fs::path& folder, const char* name, std::vector<std::string>* paths) {
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const fs::path path = entry->path() / name;
    if (fs::is_regular_file(path, ignored)) paths->push_back(path.string());
  }
}

}  // namespace

std::vector<std::string> FindRunFiles(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (fs::exists(path, error)) return {path};
    throw Error("there is no run and no folder at " + OneLine(path));
  }
  std::vector<std::string> paths;
  for (fs::directory_iterator entry(path, error), end; entry != end; entry.increment(error)) {
    const fs::path& file = entry->path();
    std::error_code ignored;
    if (file.extension() != ".json" || IsHidden(file) || !fs::is_regular_file(file, ignored))
      continue;
    if (file.filename() == "run.json" || LooksLikeRun(file)) paths.push_back(file.string());
  }
  if (error) throw Error("cannot read the folder " + OneLine(path) + ": " + error.message());
  AddFromFolders(path, "run.json", &paths);
  return Sorted(std::move(paths));
}

std::vector<std::string> FindVerdictFiles(const std::string& run_path) {
  constexpr char kName[] = "verdict.json";
  const fs::path run(run_path);
  const fs::path folder = run.has_parent_path() ? run.parent_path() : fs::path(".");
  std::vector<std::string> paths;
  std::error_code ignored;
  if (fs::is_regular_file(folder / kName, ignored)) paths.push_back((folder / kName).string());
  if (run.filename() == "run.json") AddFromFolders(folder, kName, &paths);
  return Sorted(std::move(paths));
}

std::optional<std::string> FindTrendFile(const std::string& run_path) {
  const fs::path path = fs::path(run_path).parent_path() / "trend.json";
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::nullopt;
  return path.string();
}

std::optional<FileStamp> StampOf(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileStamp{static_cast<long>(status.st_dev), static_cast<long>(status.st_ino),
                   static_cast<long>(status.st_size), status.st_mtim.tv_sec,
                   status.st_mtim.tv_nsec};
}

}  // namespace attnwatch
