// SPDX-License-Identifier: Apache-2.0
#include "ci/baseline_folder.h"

#include <system_error>

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr char kBelow[] = "baselines/data";

}  // namespace

std::string BaselineFolderOfBundle(const fs::path& program) {
  if (program.parent_path().filename() != "bin") return "";
  const fs::path folder = program.parent_path().parent_path() / kBelow;
  std::error_code error;
  return fs::is_directory(folder, error) ? folder.string() : "";
}

std::string DefaultBaselineFolder() {
  std::error_code error;
  if (fs::is_directory(kBelow, error)) return kBelow;
  const std::string carried = BaselineFolderOfBundle(fs::read_symlink("/proc/self/exe", error));
  return carried.empty() ? kBelow : carried;
}

std::string NoiseRecordBeside(const fs::path& baseline_folder) {
  std::error_code error;
  const fs::path path =
      (fs::absolute(baseline_folder, error) / ".." / "noise.json").lexically_normal();
  return fs::is_regular_file(path, error) ? path.string() : "";
}

}  // namespace attnwatch
