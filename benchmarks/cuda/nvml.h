// SPDX-License-Identifier: Apache-2.0
//
// Nvml: what the driver's management library says of a GPU. Opened at run time; where the library
// or an answer is missing (virtual machines refuse some), the value is missing, too.
//
//   const Nvml nvml(pci_bus_id);
//   if (const auto celsius = nvml.Read().temperature_celsius) Record(*celsius);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "results/labels.h"

namespace attnwatch {

struct GpuLoad {
  int processes = 0;  // of others that compute on it, as far as this process may see them
  int64_t used_bytes = 0;
  double busy_share = 0;  // of the last sampling period (up to a second)
};

// Now, or since the driver was loaded where it says "total". The driver advances totals in steps
// of about 100 ms.
struct GpuReading {
  std::optional<double> temperature_celsius;
  std::optional<double> power_watts;  // instantaneous where the driver has that, else a 1 s mean
  // Time for which the clock was held back: by the power cap, by heat, by the power brake.
  std::optional<double> power_cap_seconds_total;
  std::optional<double> thermal_seconds_total;
  std::optional<double> power_brake_seconds_total;
};

class Nvml {
 public:
  // `pci_bus_id` as cudaDeviceGetPCIBusId writes it. Never throws.
  explicit Nvml(const std::string& pci_bus_id);
  ~Nvml();

  // Some 30 us on an H100.
  GpuReading Read() const;
  // Since the driver was loaded. 4.4 ms on an H100: not with every visit.
  std::optional<double> EnergyJoulesTotal() const;
  std::optional<GpuLoad> Load() const;
  // driver, vbios, power limits, clocks, persistence, mig, and `board`: a hash of the GPU's UUID,
  // which tells boards apart and names none. A value that is refused is "unsupported".
  Labels Describe() const;
  // The names of the values that Read() and Load() do not get here.
  std::vector<std::string> Unsupported() const;

 private:
  struct Library;
  std::unique_ptr<Library> library_;  // null where there is none, or it does not know the GPU
};

}  // namespace attnwatch
