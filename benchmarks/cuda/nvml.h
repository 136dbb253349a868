// SPDX-License-Identifier: Apache-2.0
//
// Nvml: what the driver's management library says of a GPU. Opened at run time; where the library
// or an answer is missing (virtual machines refuse some), the value is missing, too.
//
//   const Nvml nvml(pci_bus_id);
//   if (const auto celsius = nvml.TemperatureCelsius()) Record(*celsius);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace attnwatch {

struct GpuLoad {
  int processes = 0;  // that compute on it, as far as this process may see them
  int64_t used_bytes = 0;
  double busy_share = 0;  // of the last sampling period (up to a second)
};

class Nvml {
 public:
  // `pci_bus_id` as cudaDeviceGetPCIBusId writes it. Never throws.
  explicit Nvml(const std::string& pci_bus_id);
  ~Nvml();

  std::optional<std::string> DriverVersion() const;
  std::optional<double> TemperatureCelsius() const;
  std::optional<GpuLoad> Load() const;

 private:
  struct Library;
  std::unique_ptr<Library> library_;  // null where there is none, or it does not know the GPU
};

}  // namespace attnwatch
