// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/cuda_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <deque>

#include "benchmarks/cuda/cuda_facts.h"
#include "benchmarks/cuda/launched.h"
#include "benchmarks/cuda/nvml.h"
#include "benchmarks/cuda/power_meter.h"
#include "benchmarks/cuda/timing_kernels.h"
#include "benchmarks/guards.h"
#include "benchmarks/host_description.h"
#include "kernels/cuda/cublas.h"
#include "kernels/cuda/cuda_check.h"
#include "kernels/cuda/device_memory.h"
#include "kernels/cuda/gpu.h"
#include "kernels/cuda/stream.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// Far longer than queueing a visit takes, far shorter than anyone would wait.
constexpr uint64_t kBlockLimitNanoseconds = 1'000'000'000;

// Enough to see two that differ by one step of the timer.
constexpr int kTickLaunches = 64;
// Of the arithmetic in cudaEventElapsedTime, which returns a float of milliseconds.
constexpr double kTickRounding = 1e-9;

constexpr double kEnergySeconds = 1;

// Busier than this before we came is somebody else's work.
constexpr double kBusyShare = 0.05;

// What the host and the blocking kernel tell each other, in memory that both see.
struct Gate {
  volatile uint32_t release;
  uint32_t gave_up;
};

double SteadySeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string PciBusId(int ordinal) {
  std::array<char, 32> text{};
  CUDA_CHECK(cudaDeviceGetPCIBusId(text.data(), text.size(), ordinal));
  return text.data();
}

class CudaDevice final : public Device {
 public:
  // `load` is what others had on the GPU before this process came.
  CudaDevice(int ordinal, const std::optional<GpuLoad>& load)
      : load_(load), nvml_(PciBusId(ordinal)) {
    CUDA_CHECK(cudaGetDeviceProperties(&properties_, ordinal));
    const size_t stamp_bytes = StampCount() * sizeof(ClockStamp);
    stamps_before_ = DeviceMemory(stamp_bytes);
    stamps_after_ = DeviceMemory(stamp_bytes);
    timer_tick_seconds_ = MeasureTimerTick();
  }

  Placement placement() const override { return Placement::kDevice; }
  Environment Describe() const override;
  std::vector<std::string> Warnings() const override;
  int64_t AvailableBytes() const override;
  double TimerTickSeconds() const override { return timer_tick_seconds_; }

  void* Allocate(int64_t bytes) override {
    memory_.emplace_back(static_cast<size_t>(std::max<int64_t>(bytes, 16)));
    return memory_.back().data();
  }
  void FillInput(Dtype dtype, InputTensor tensor, int64_t count, void* data) override {
    FillInputOnDevice(dtype, tensor, kInputSeed, count, data, stream_.get());
    stream_.Synchronize();
  }
  void FillBytes(void* data, int value, int64_t bytes) override {
    CUDA_CHECK(cudaMemsetAsync(data, value, static_cast<size_t>(bytes), stream_.get()));
    stream_.Synchronize();
  }
  void CopyToHost(const void* data, int64_t bytes, void* host) override {
    CUDA_CHECK(cudaMemcpyAsync(host, data, static_cast<size_t>(bytes), cudaMemcpyDeviceToHost,
                               stream_.get()));
    stream_.Synchronize();
  }

  // A sticky error is reported by every later call, too.
  bool Usable() override { return cudaStreamSynchronize(stream_.get()) == cudaSuccess; }

  void Run(const Launch& launch) override {
    launch(stream_.get());
    stream_.Synchronize();
  }
  VisitTimes TimeVisit(const Launch& launch, int launches) override;
  std::vector<LaunchedKernel> Launched(const Launch& launch) override {
    return CaptureLaunched(launch, stream_);
  }

  Launch WriteLaunch(void* data, int64_t bytes) override {
    return [=](Stream stream) { WriteMemory(data, bytes, stream); };
  }
  Launch CopyLaunch(const void* from, void* to, int64_t bytes) override {
    return [=](Stream stream) {
      CUDA_CHECK(
          cudaMemcpyAsync(to, from, static_cast<size_t>(bytes), cudaMemcpyDeviceToDevice, stream));
    };
  }
  Launch BurnLaunch(double seconds) override {
    const auto nanoseconds = static_cast<uint64_t>(seconds * 1e9);
    return [=](Stream stream) { BurnTime(nanoseconds, stream); };
  }

 private:
  size_t StampCount() const { return static_cast<size_t>(properties_.multiProcessorCount); }
  void Stamp(const DeviceMemory& stamps);
  std::vector<ClockStamp> ReadStamps(const DeviceMemory& stamps);
  void QueueVisit(const Launch& launch, int launches);
  void ReadDriver(VisitTimes* times);
  std::optional<double> EnergySinceLast(double now);
  double MeasureTimerTick();

  std::optional<GpuLoad> load_;
  Nvml nvml_;
  PowerMeter power_meter_;
  std::optional<double> energy_total_;
  double energy_read_at_ = -kEnergySeconds;
  cudaDeviceProp properties_{};
  CudaStream stream_;
  PinnedMemory gate_memory_{sizeof(Gate)};
  DeviceMemory stamps_before_;
  DeviceMemory stamps_after_;
  double timer_tick_seconds_ = 0;
  std::deque<CudaEvent> events_;  // two a launch, reused by every visit
  std::vector<DeviceMemory> memory_;
};

Environment CudaDevice::Describe() const {
  Environment environment = DescribeCuda(properties_, nvml_);
  environment.soft.Set("timer_tick_nanoseconds",
                       fmt::format("{}", std::round(timer_tick_seconds_ * 1e9)));
  return environment;
}

std::vector<std::string> CudaDevice::Warnings() const {
  std::vector<std::string> warnings;
  if (load_ && (load_->processes > 0 || load_->busy_share >= kBusyShare)) {
    warnings.push_back(fmt::format(
        "the GPU is in use: {} other process(es), {:.2f} GB used, {:.0f} % busy; times "
        "will not repeat",
        load_->processes, static_cast<double>(load_->used_bytes) / 1e9, load_->busy_share * 100));
  }
  const auto now = nvml_.Load();
  if (load_ && now && now->processes > load_->processes) {
    warnings.push_back(fmt::format("{} process(es) came to the GPU while it was measured",
                                   now->processes - load_->processes));
  }
  return warnings;
}

int64_t CudaDevice::AvailableBytes() const {
  size_t available = 0;
  size_t total = 0;
  CUDA_CHECK(cudaMemGetInfo(&available, &total));
  return static_cast<int64_t>(available);
}

void CudaDevice::Stamp(const DeviceMemory& stamps) {
  // A multiprocessor that no block lands on must not show its stamp of the last visit.
  CUDA_CHECK(cudaMemsetAsync(stamps.data(), 0, stamps.bytes(), stream_.get()));
  StampClocks(static_cast<ClockStamp*>(stamps.data()), properties_.multiProcessorCount,
              stream_.get());
}

std::vector<ClockStamp> CudaDevice::ReadStamps(const DeviceMemory& stamps) {
  std::vector<ClockStamp> host(StampCount());
  CopyToHost(stamps.data(), static_cast<int64_t>(stamps.bytes()), host.data());
  return host;
}

void CudaDevice::QueueVisit(const Launch& launch, int launches) {
  Stamp(stamps_before_);
  for (int i = 0; i < launches; ++i) {
    events_[2 * static_cast<size_t>(i)].Record(stream_);
    launch(stream_.get());
    events_[2 * static_cast<size_t>(i) + 1].Record(stream_);
  }
  Stamp(stamps_after_);
}

VisitTimes CudaDevice::TimeVisit(const Launch& launch, int launches) {
  while (events_.size() < 2 * static_cast<size_t>(launches)) events_.emplace_back();
  auto* const gate = static_cast<Gate*>(gate_memory_.data());
  gate->release = 0;
  gate->gave_up = 0;
  BlockStream(&gate->release, &gate->gave_up, kBlockLimitNanoseconds, stream_.get());
  try {
    QueueVisit(launch, launches);
  } catch (...) {
    gate->release = 1;
    cudaStreamSynchronize(stream_.get());  // the launch's own error is the one to report
    throw;
  }
  gate->release = 1;
  VisitTimes times;
  ReadDriver(&times);  // while the launches run: no time is lost, and the board shows its load
  stream_.Synchronize();

  for (size_t i = 0; i < static_cast<size_t>(launches); ++i) {
    times.seconds.push_back(events_[2 * i + 1].SecondsSince(events_[2 * i]));
  }
  times.sm_clock_hertz = ClockRate(ReadStamps(stamps_before_), ReadStamps(stamps_after_));
  if (gate->gave_up != 0) times.flags.emplace_back(kGapsFlag);
  return times;
}

void CudaDevice::ReadDriver(VisitTimes* times) {
  const GpuReading reading = nvml_.Read();
  power_meter_.Update(reading, SteadySeconds());
  times->temperature_celsius = reading.temperature_celsius;
  times->power_watts = reading.power_watts;
  times->energy_joules = EnergySinceLast(SteadySeconds());
  times->power_cap_share = power_meter_.power_cap_share();
  if (power_meter_.throttled()) times->flags.emplace_back(kThrottledFlag);
}

// Asked once a second, because the answer takes longer than most launches.
std::optional<double> CudaDevice::EnergySinceLast(double now) {
  if (now - energy_read_at_ < kEnergySeconds) return std::nullopt;
  energy_read_at_ = now;
  const std::optional<double> before = energy_total_;
  energy_total_ = nvml_.EnergyJoulesTotal();
  if (!before || !energy_total_) return std::nullopt;
  return std::max(0.0, *energy_total_ - *before);
}

// Launches of nothing take a few steps of the timer, now one more, now one less: the least
// difference between two of them is one step.
double CudaDevice::MeasureTimerTick() {
  std::vector<double> seconds = TimeVisit([](Stream) {}, kTickLaunches).seconds;
  std::sort(seconds.begin(), seconds.end());
  double tick = 0;
  for (size_t i = 1; i < seconds.size(); ++i) {
    const double step = seconds[i] - seconds[i - 1];
    if (step > kTickRounding && (tick == 0 || step < tick)) tick = step;
  }
  return tick;
}

void RequireCublas() {
  if (const auto missing = Cublas::Missing()) throw Error(*missing);
}

}  // namespace

std::vector<DeviceListing> ListCudaDevices(std::string* why_none) {
  if (const auto missing = GpuMissing()) {
    *why_none = *missing;
    return {};
  }
  int count = 0;
  CUDA_CHECK(cudaGetDeviceCount(&count));
  std::vector<DeviceListing> listings;
  for (int ordinal = 0; ordinal < count; ++ordinal) {
    cudaDeviceProp properties{};
    CUDA_CHECK(cudaGetDeviceProperties(&properties, ordinal));
    listings.push_back({ordinal, KeyPart(properties.name)});
  }
  return listings;
}

std::unique_ptr<Device> OpenCudaDevice(int ordinal) {
  std::string why_none;
  const auto listings = ListCudaDevices(&why_none);
  if (listings.empty()) throw Error(why_none);
  if (ordinal < 0 || static_cast<size_t>(ordinal) >= listings.size()) {
    throw Error(fmt::format("--device={}: there is no such GPU; there are 0 to {}", ordinal,
                            listings.size() - 1));
  }
  RequireCublas();
  // Asked before this process shows up on the GPU itself.
  const std::optional<GpuLoad> load = Nvml(PciBusId(ordinal)).Load();
  CUDA_CHECK(cudaSetDevice(ordinal));
  return std::make_unique<CudaDevice>(ordinal, load);
}

}  // namespace attnwatch
