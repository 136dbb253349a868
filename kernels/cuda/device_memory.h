// SPDX-License-Identifier: Apache-2.0
//
// Memory of a GPU, and memory of the host that a GPU can write, owned.
//
//   DeviceMemory workspace(32 << 20);   // throws: "out of memory: ... asked for 0.03 GB, 0.01 GB
//   is free" cublasSetWorkspace(handle, workspace.data(), workspace.bytes());
#pragma once

#include <cstddef>
#include <memory>

namespace attnwatch {

// On the current device; 256-byte aligned. Uninitialised.
class DeviceMemory {
 public:
  DeviceMemory() = default;
  explicit DeviceMemory(size_t bytes);  // throws std::runtime_error

  void* data() const { return data_.get(); }
  size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(void* data) const;
  };
  std::unique_ptr<void, Free> data_;
  size_t bytes_ = 0;
};

// Pinned and mapped: host and device use the same pointer. Zeroed.
class PinnedMemory {
 public:
  explicit PinnedMemory(size_t bytes);  // throws std::runtime_error

  void* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(void* data) const;
  };
  std::unique_ptr<void, Free> data_;
};

}  // namespace attnwatch
