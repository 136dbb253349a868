// SPDX-License-Identifier: Apache-2.0
//
// The CPU as a Device: page-aligned memory in huge pages, std::chrono::steady_clock as the timer,
// all cores for filling and copying.
#include <fmt/format.h>
#include <omp.h>
#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "benchmarks/device.h"
#include "benchmarks/host_description.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// Splits bytes into one chunk per thread and calls body(offset, bytes) on each in parallel.
template <typename Body>
void InParallel(int64_t bytes, const Body& body) {
  const int64_t threads = omp_get_max_threads();
  const int64_t chunk = (bytes / threads + 4095) / 4096 * 4096;
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < threads; ++i) {
    const int64_t begin = std::min(bytes, i * chunk);
    const int64_t end = std::min(bytes, begin + chunk);
    if (begin < end) body(begin, static_cast<size_t>(end - begin));
  }
}

class HostMemory {
 public:
  explicit HostMemory(size_t bytes) : bytes_(bytes) {
    data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data_ == MAP_FAILED) {
      throw Error(fmt::format("out of memory: cannot allocate {:.2f} GB on the CPU",
                              static_cast<double>(bytes) / 1e9));
    }
    // Fewer TLB misses, and the same ones in every process. A kernel that refuses is fine.
    madvise(data_, bytes, MADV_HUGEPAGE);
  }
  HostMemory(HostMemory&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(other.bytes_) {}
  HostMemory& operator=(HostMemory&&) = delete;
  ~HostMemory() {
    if (data_ != nullptr) munmap(data_, bytes_);
  }
  void* data() const { return data_; }

 private:
  void* data_;
  size_t bytes_;
};

class HostDevice final : public Device {
 public:
  Placement placement() const override { return Placement::kHost; }
  Environment Describe() const override { return DescribeHost(); }
  int64_t AvailableBytes() const override { return AvailableHostBytes(); }

  void* Allocate(int64_t bytes) override {
    memory_.emplace_back(static_cast<size_t>(std::max<int64_t>(bytes, 1)));
    return memory_.back().data();
  }
  void FillInput(Dtype dtype, InputTensor tensor, int64_t count, void* data) override {
    attnwatch::FillInput(dtype, tensor, kInputSeed, count, data);
  }
  void FillBytes(void* data, int value, int64_t bytes) override {
    InParallel(bytes, [&](int64_t begin, size_t size) {
      std::memset(static_cast<char*>(data) + begin, value, size);
    });
  }
  void CopyToHost(const void* data, int64_t bytes, void* host) override {
    std::memcpy(host, data, static_cast<size_t>(bytes));
  }

  void Run(const Launch& launch) override { launch(nullptr); }
  VisitTimes TimeVisit(const Launch& launch, int launches) override {
    using Clock = std::chrono::steady_clock;
    VisitTimes times;
    times.seconds.reserve(static_cast<size_t>(launches));
    for (int i = 0; i < launches; ++i) {
      const Clock::time_point start = Clock::now();
      launch(nullptr);
      times.seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    }
    return times;
  }

  Launch WriteLaunch(void* data, int64_t bytes) override {
    return [this, data, bytes](Stream) { FillBytes(data, 1, bytes); };
  }
  Launch CopyLaunch(const void* from, void* to, int64_t bytes) override {
    return [from, to, bytes](Stream) {
      InParallel(bytes, [&](int64_t begin, size_t size) {
        std::memcpy(static_cast<char*>(to) + begin, static_cast<const char*>(from) + begin, size);
      });
    };
  }
  Launch BurnLaunch(double seconds) override {
    return [seconds](Stream) {
      using Clock = std::chrono::steady_clock;
      const Clock::time_point start = Clock::now();
      while (std::chrono::duration<double>(Clock::now() - start).count() < seconds) {
      }
    };
  }

 private:
  std::vector<HostMemory> memory_;
};

}  // namespace

std::unique_ptr<Device> OpenHostDevice() { return std::make_unique<HostDevice>(); }

}  // namespace attnwatch
