// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/nvml.h"

#include <array>
#include <exception>
#include <utility>

#include "kernels/cuda/shared_library.h"

namespace attnwatch {
namespace {

// From nvml.h, which some toolkits lack. The ABI of these functions is frozen by their names.
using Return = int;
using DeviceHandle = struct NvmlDevice*;
constexpr Return kSuccess = 0;
constexpr Return kInsufficientSize = 7;
constexpr int kTemperatureGpu = 0;

struct Utilization {
  unsigned gpu;     // percent
  unsigned memory;  // percent
};

struct MemoryInfo {
  uint64_t total;
  uint64_t free;
  uint64_t used;
};

struct ProcessInfo {
  unsigned pid;
  uint64_t used_bytes;
  unsigned gpu_instance;
  unsigned compute_instance;
};

}  // namespace

struct Nvml::Library {
  SharedLibrary library{"libnvidia-ml.so.1"};
  Return (*init)() = library.Find<decltype(init)>("nvmlInit_v2");
  Return (*shutdown)() = library.Find<decltype(shutdown)>("nvmlShutdown");
  Return (*handle_by_pci)(const char*, DeviceHandle*) =
      library.Find<decltype(handle_by_pci)>("nvmlDeviceGetHandleByPciBusId_v2");
  Return (*driver_version)(char*, unsigned) =
      library.Find<decltype(driver_version)>("nvmlSystemGetDriverVersion");
  Return (*temperature)(DeviceHandle, int, unsigned*) =
      library.Find<decltype(temperature)>("nvmlDeviceGetTemperature");
  Return (*utilization)(DeviceHandle, Utilization*) =
      library.Find<decltype(utilization)>("nvmlDeviceGetUtilizationRates");
  Return (*memory)(DeviceHandle,
                   MemoryInfo*) = library.Find<decltype(memory)>("nvmlDeviceGetMemoryInfo");
  Return (*processes)(DeviceHandle, unsigned*, ProcessInfo*) =
      library.Find<decltype(processes)>("nvmlDeviceGetComputeRunningProcesses_v3");
  DeviceHandle device = nullptr;
};

Nvml::Nvml(const std::string& pci_bus_id) {
  try {
    auto library = std::make_unique<Library>();
    if (library->init() != kSuccess) return;
    if (library->handle_by_pci(pci_bus_id.c_str(), &library->device) != kSuccess) {
      library->shutdown();
      return;
    }
    library_ = std::move(library);
  } catch (const std::exception&) {
    // No driver, or one without these functions: nothing is known, which every answer says.
  }
}

Nvml::~Nvml() {
  if (library_ != nullptr) library_->shutdown();
}

std::optional<std::string> Nvml::DriverVersion() const {
  std::array<char, 96> text{};
  if (library_ == nullptr || library_->driver_version(text.data(), text.size()) != kSuccess) {
    return std::nullopt;
  }
  return text.data();
}

std::optional<double> Nvml::TemperatureCelsius() const {
  unsigned celsius = 0;
  if (library_ == nullptr ||
      library_->temperature(library_->device, kTemperatureGpu, &celsius) != kSuccess) {
    return std::nullopt;
  }
  return celsius;
}

std::optional<GpuLoad> Nvml::Load() const {
  if (library_ == nullptr) return std::nullopt;
  Utilization utilization{};
  MemoryInfo memory{};
  unsigned count = 0;
  // Asking for none of them gives their number.
  const Return processes = library_->processes(library_->device, &count, nullptr);
  if (processes != kSuccess && processes != kInsufficientSize) count = 0;
  if (library_->utilization(library_->device, &utilization) != kSuccess ||
      library_->memory(library_->device, &memory) != kSuccess) {
    return std::nullopt;
  }
  return GpuLoad{static_cast<int>(count), static_cast<int64_t>(memory.used),
                 utilization.gpu / 100.0};
}

}  // namespace attnwatch
