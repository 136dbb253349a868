// SPDX-License-Identifier: Apache-2.0
//
// The functions of libnvidia-ml that the suite uses. Their header is absent from some toolkits, so
// they are declared here; the ABI of each is frozen by its name.
//
//   const NvmlLibrary library(pci_bus_id);   // throws where there is none
//   const auto watts = library.Ask<unsigned>("nvmlDeviceGetPowerUsage");
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "kernels/cuda/shared_library.h"

namespace attnwatch {

class NvmlLibrary {
 public:
  // Throws std::runtime_error where the library is missing or does not know the GPU.
  explicit NvmlLibrary(const std::string& pci_bus_id);
  ~NvmlLibrary();
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  // What `nvmlReturn_t symbol(device, arguments..., Value*)` answers; nothing where this driver has
  // no such function or refuses.
  template <typename Value, typename... Arguments>
  std::optional<Value> Ask(const char* symbol, Arguments... arguments) const {
    using Function = int (*)(Device, Arguments..., Value*);
    const auto function = library_.FindOptional<Function>(symbol);
    Value value{};
    if (function == nullptr || function(device_, arguments..., &value) != 0) return std::nullopt;
    return value;
  }

  // ... and `nvmlReturn_t symbol(device, char*, unsigned length)`.
  std::optional<std::string> AskText(const char* symbol) const;
  std::optional<std::string> DriverVersion() const;

  // nvmlDeviceGetFieldValues for one field that is a whole number.
  std::optional<uint64_t> Field(unsigned id) const;

  // Processes that compute on the GPU, other than this one.
  std::optional<int> OtherProcesses() const;

 private:
  using Device = struct NvmlDevice*;

  SharedLibrary library_{"libnvidia-ml.so.1"};
  Device device_ = nullptr;
};

}  // namespace attnwatch
