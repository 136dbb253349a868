// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/nvml_library.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace attnwatch {
namespace {

// nvml.h, nvmlFieldValue_t.
struct FieldValue {
  unsigned id;
  unsigned scope;
  int64_t timestamp;
  int64_t latency;
  int type;
  int result;
  union {
    double as_double;
    unsigned as_unsigned;
    uint64_t as_unsigned_long;
  } value;
};
static_assert(sizeof(FieldValue) == 40);

// nvmlValueType_t
constexpr int kUnsigned = 1;
constexpr int kUnsignedLong = 2;
constexpr int kUnsignedLongLong = 3;

// nvmlProcessInfo_t
struct ProcessInfo {
  unsigned pid;
  uint64_t used_bytes;
  unsigned gpu_instance;
  unsigned compute_instance;
};

// More than a GPU has clients.
constexpr unsigned kProcessLimit = 256;

using Text = std::array<char, 96>;

}  // namespace

NvmlLibrary::NvmlLibrary(const std::string& pci_bus_id) {
  const auto init = library_.Find<int (*)()>("nvmlInit_v2");
  const auto find =
      library_.Find<int (*)(const char*, Device*)>("nvmlDeviceGetHandleByPciBusId_v2");
  if (init() != 0) throw std::runtime_error("nvmlInit_v2 failed");
  if (find(pci_bus_id.c_str(), &device_) == 0) return;
  library_.Find<int (*)()>("nvmlShutdown")();
  throw std::runtime_error("NVML does not know " + pci_bus_id);
}

NvmlLibrary::~NvmlLibrary() { library_.Find<int (*)()>("nvmlShutdown")(); }

std::optional<std::string> NvmlLibrary::AskText(const char* symbol) const {
  Text text{};
  const auto function = library_.FindOptional<int (*)(Device, char*, unsigned)>(symbol);
  if (function == nullptr || function(device_, text.data(), text.size()) != 0) return std::nullopt;
  return text.data();
}

std::optional<std::string> NvmlLibrary::DriverVersion() const {
  Text text{};
  const auto function =
      library_.FindOptional<int (*)(char*, unsigned)>("nvmlSystemGetDriverVersion");
  if (function == nullptr || function(text.data(), text.size()) != 0) return std::nullopt;
  return text.data();
}

std::optional<uint64_t> NvmlLibrary::Field(unsigned id) const {
  const auto function =
      library_.FindOptional<int (*)(Device, int, FieldValue*)>("nvmlDeviceGetFieldValues");
  FieldValue field{};
  field.id = id;
  if (function == nullptr || function(device_, 1, &field) != 0 || field.result != 0) {
    return std::nullopt;
  }
  if (field.type == kUnsigned) return field.value.as_unsigned;
  if (field.type == kUnsignedLong || field.type == kUnsignedLongLong) {
    return field.value.as_unsigned_long;
  }
  return std::nullopt;
}

std::optional<int> NvmlLibrary::OtherProcesses() const {
  const auto function = library_.FindOptional<int (*)(Device, unsigned*, ProcessInfo*)>(
      "nvmlDeviceGetComputeRunningProcesses_v3");
  std::vector<ProcessInfo> processes(kProcessLimit);
  unsigned count = kProcessLimit;
  if (function == nullptr || function(device_, &count, processes.data()) != 0) return std::nullopt;
  const auto own = static_cast<unsigned>(getpid());
  return static_cast<int>(std::count_if(processes.begin(), processes.begin() + count,
                                        [&](const ProcessInfo& p) { return p.pid != own; }));
}

}  // namespace attnwatch
