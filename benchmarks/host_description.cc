// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/host_description.h"

#include <fmt/format.h>
#include <omp.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>
#include <thread>

#include "kernels/attention_score/onednn.h"

namespace attnwatch {
namespace {

// The rest of the first line of `path` that begins with `prefix`, without leading blanks and colon.
std::optional<std::string> FindLine(const char* path, std::string_view prefix) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, prefix.size(), prefix) != 0) continue;
    const size_t value = line.find_first_not_of(" \t:", prefix.size());
    return value == std::string::npos ? "" : line.substr(value);
  }
  return std::nullopt;
}

std::optional<int64_t> ReadNumber(const char* path) {
  std::ifstream file(path);
  int64_t value = 0;
  if (file >> value) return value;
  return std::nullopt;  // absent, or "max"
}

// What a container's memory limit leaves (cgroup v2).
std::optional<int64_t> ControlGroupBytesLeft() {
  const auto limit = ReadNumber("/sys/fs/cgroup/memory.max");
  const auto used = ReadNumber("/sys/fs/cgroup/memory.current");
  if (!limit || !used) return std::nullopt;
  return std::max<int64_t>(0, *limit - *used);
}

std::string KernelRelease() {
  utsname names{};
  return uname(&names) == 0 ? fmt::format("{} {}", names.sysname, names.release) : "unknown";
}

}  // namespace

std::string KeyPart(std::string_view text) {
  std::string key;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!key.empty() && key.back() != '-') {
      key += '-';
    }
  }
  while (!key.empty() && key.back() == '-') key.pop_back();
  return key.empty() ? "unknown" : key;
}

int64_t AvailableHostBytes() {
  const auto line = FindLine("/proc/meminfo", "MemAvailable");
  const int64_t available = line ? std::strtoll(line->c_str(), nullptr, 10) * 1024 : INT64_MAX;
  return std::min(available, ControlGroupBytesLeft().value_or(INT64_MAX));
}

Environment DescribeHost() {
  const std::string model = FindLine("/proc/cpuinfo", "model name").value_or("unknown");
  const std::string cores = std::to_string(std::thread::hardware_concurrency());
  Environment environment;
  environment.device_key = fmt::format("cpu-{}-{}", KeyPart(model), cores);
  environment.hard = {{"device_name", model},
                      {"cores", cores},
                      {"threads", std::to_string(omp_get_max_threads())},
                      {"onednn_isa", OnednnIsa()}};
  environment.soft = {{"onednn_version", OnednnVersion()}, {"os_kernel", KernelRelease()}};
  return environment;
}

}  // namespace attnwatch
