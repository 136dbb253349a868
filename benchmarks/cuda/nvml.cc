// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/nvml.h"

#include <fmt/format.h>

#include <array>
#include <exception>
#include <utility>

#include "benchmarks/cuda/nvml_library.h"

namespace attnwatch {
namespace {

// From nvml.h: fields, in the driver's units.
constexpr unsigned kPowerCapNanoseconds = 74;  // NVML_FI_DEV_CLOCKS_EVENT_REASON_SW_POWER_CAP
constexpr unsigned kPowerInstantMilliwatts = 186;
// Drivers number these differently: those of CUDA 13 first, then the older. Neither kind answers
// the other's numbers.
constexpr std::array<unsigned, 2> kSwThermalNanoseconds = {269, 251};
constexpr std::array<unsigned, 2> kHwThermalNanoseconds = {270, 252};
constexpr std::array<unsigned, 2> kPowerBrakeNanoseconds = {271, 253};

// ... and enumerators.
constexpr int kTemperatureGpu = 0;
constexpr int kSmClock = 1;
constexpr int kMemoryClock = 2;

struct Utilization {
  unsigned gpu;     // percent
  unsigned memory;  // percent
};

struct MemoryInfo {
  uint64_t total;
  uint64_t free;
  uint64_t used;
};

// The answer in units of `unit`, as a number of ones.
template <typename Value>
std::optional<double> Scaled(const std::optional<Value>& value, double unit) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value) * unit;
}

template <typename Value>
std::string Fact(const std::optional<Value>& value) {
  return value ? fmt::format("{}", *value) : "unsupported";
}

std::optional<double> Sum(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a ? a : b;
  return *a + *b;
}

// 64-bit FNV-1a (Fowler, Noll, Vo): equal boards stay equal, no UUID is published.
uint64_t Hash(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

struct Nvml::Library : NvmlLibrary {
  using NvmlLibrary::NvmlLibrary;

  std::optional<double> Seconds(const std::array<unsigned, 2>& nanosecond_fields) const {
    for (const unsigned field : nanosecond_fields) {
      if (const auto value = Field(field)) return static_cast<double>(*value) * 1e-9;
    }
    return std::nullopt;
  }
};

Nvml::Nvml(const std::string& pci_bus_id) {
  try {
    library_ = std::make_unique<Library>(pci_bus_id);
  } catch (const std::exception&) {
    // No driver, or one that does not know this GPU: nothing is known, which every answer says.
  }
}

Nvml::~Nvml() = default;

GpuReading Nvml::Read() const {
  GpuReading reading;
  if (library_ == nullptr) return reading;
  const Library& nvml = *library_;
  reading.temperature_celsius =
      Scaled(nvml.Ask<unsigned>("nvmlDeviceGetTemperature", kTemperatureGpu), 1);
  reading.power_watts = Scaled(nvml.Field(kPowerInstantMilliwatts), 1e-3);
  if (!reading.power_watts) {
    reading.power_watts = Scaled(nvml.Ask<unsigned>("nvmlDeviceGetPowerUsage"), 1e-3);
  }
  reading.power_cap_seconds_total = Scaled(nvml.Field(kPowerCapNanoseconds), 1e-9);
  reading.thermal_seconds_total =
      Sum(nvml.Seconds(kSwThermalNanoseconds), nvml.Seconds(kHwThermalNanoseconds));
  reading.power_brake_seconds_total = nvml.Seconds(kPowerBrakeNanoseconds);
  return reading;
}

std::optional<double> Nvml::EnergyJoulesTotal() const {
  if (library_ == nullptr) return std::nullopt;
  return Scaled(library_->Ask<uint64_t>("nvmlDeviceGetTotalEnergyConsumption"), 1e-3);
}

std::optional<GpuLoad> Nvml::Load() const {
  if (library_ == nullptr) return std::nullopt;
  const auto utilization = library_->Ask<Utilization>("nvmlDeviceGetUtilizationRates");
  const auto memory = library_->Ask<MemoryInfo>("nvmlDeviceGetMemoryInfo");
  if (!utilization || !memory) return std::nullopt;
  return GpuLoad{library_->OtherProcesses().value_or(0), static_cast<int64_t>(memory->used),
                 utilization->gpu / 100.0};
}

Labels Nvml::Describe() const {
  if (library_ == nullptr) return {{"driver", "unsupported"}, {"board", "unsupported"}};
  const Library& nvml = *library_;
  const auto uuid = nvml.AskText("nvmlDeviceGetUUID");
  const auto clock = [&](int which) {
    return Fact(nvml.Ask<unsigned>("nvmlDeviceGetMaxClockInfo", which));
  };
  return {
      {"driver", Fact(nvml.DriverVersion())},
      {"board", uuid ? fmt::format("{:016x}", Hash(*uuid)) : "unsupported"},
      {"vbios", Fact(nvml.AskText("nvmlDeviceGetVbiosVersion"))},
      {"power_limit_milliwatts", Fact(nvml.Ask<unsigned>("nvmlDeviceGetPowerManagementLimit"))},
      {"power_limit_default_milliwatts",
       Fact(nvml.Ask<unsigned>("nvmlDeviceGetPowerManagementDefaultLimit"))},
      {"sm_clock_max_megahertz", clock(kSmClock)},
      {"memory_clock_max_megahertz", clock(kMemoryClock)},
      {"persistence", Fact(nvml.Ask<int>("nvmlDeviceGetPersistenceMode"))},
  };
}

std::vector<std::string> Nvml::Unsupported() const {
  std::vector<std::string> names;
  const GpuReading reading = Read();
  const std::array<std::pair<const char*, bool>, 7> answers = {{
      {"temperature", reading.temperature_celsius.has_value()},
      {"power", reading.power_watts.has_value()},
      {"energy", EnergyJoulesTotal().has_value()},
      {"power_cap_time", reading.power_cap_seconds_total.has_value()},
      {"thermal_time", reading.thermal_seconds_total.has_value()},
      {"power_brake_time", reading.power_brake_seconds_total.has_value()},
      {"other_processes", Load().has_value()},
  }};
  for (const auto& [name, answered] : answers) {
    if (!answered) names.emplace_back(name);
  }
  return names;
}

}  // namespace attnwatch
