// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/cuda_device.h"

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "kernels/attention_score/inputs.h"
#include "results/error.h"

namespace attnwatch {
namespace {

class CudaDeviceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string why_none;
    if (ListCudaDevices(&why_none).empty()) GTEST_SKIP() << why_none;
    device = OpenCudaDevice(0);
  }

  std::unique_ptr<Device> device;
};

TEST_F(CudaDeviceTest, IsNamedAsListed) {
  std::string why_none;
  const Environment environment = device->Describe();
  EXPECT_EQ(environment.device_key, ListCudaDevices(&why_none)[0].key);
  for (const auto& [key, value] : environment.hard.pairs()) EXPECT_NE(value, "") << key;
}

TEST_F(CudaDeviceTest, FillsTheInputsOfTheHost) {
  constexpr int64_t kCount = 100003;
  for (const Dtype dtype : kDtypes) {
    const auto bytes = kCount * static_cast<int64_t>(DtypeSize(dtype));
    void* const data = device->Allocate(bytes);
    device->FillInput(dtype, InputTensor::kKey, kCount, data);
    std::vector<char> actual(static_cast<size_t>(bytes));
    device->CopyToHost(data, bytes, actual.data());
    std::vector<char> expected(static_cast<size_t>(bytes));
    FillInput(dtype, InputTensor::kKey, kInputSeed, kCount, expected.data());
    EXPECT_EQ(actual, expected) << DtypeName(dtype);
  }
}

TEST_F(CudaDeviceTest, TimesLaunchesAndTheirClock) {
  constexpr int64_t kBytes = int64_t{1} << 30;
  const Launch launch = device->WriteLaunch(device->Allocate(kBytes), kBytes);
  const VisitTimes times = device->TimeVisit(launch, 5);
  ASSERT_EQ(times.seconds.size(), 5u);
  // No memory of a GPU writes 1 GiB in 20 us, and none needs a second.
  for (const double seconds : times.seconds) {
    EXPECT_GT(seconds, 20e-6);
    EXPECT_LT(seconds, 1);
  }
  EXPECT_GT(times.sm_clock_hertz.value_or(0), 1e8);
  EXPECT_LT(times.sm_clock_hertz.value_or(0), 5e9);
  EXPECT_TRUE(times.flags.empty());
}

TEST_F(CudaDeviceTest, KeepsLaunchGapsOutOfTheTimes) {
  // A launch of nothing: what remains is the distance of two events in a full queue.
  const VisitTimes times = device->TimeVisit([](Stream) {}, 8);
  for (const double seconds : times.seconds) EXPECT_LT(seconds, 20e-6);
}

TEST_F(CudaDeviceTest, FlagsAVisitThatWaitedForItself) {
  // A launch that waits for the stream which the visit holds back: the gate gives up.
  const VisitTimes times =
      device->TimeVisit([this](Stream) { device->FillBytes(device->Allocate(256), 0, 256); }, 1);
  EXPECT_THAT(times.flags, testing::ElementsAre("launch_gaps"));
}

TEST_F(CudaDeviceTest, SaysWhatDoesNotFit) {
  EXPECT_THROW(device->Allocate(int64_t{1} << 50), std::runtime_error);
  EXPECT_TRUE(device->Usable());
  EXPECT_GT(device->AvailableBytes(), 0);
}

TEST(OpenCudaDevice, NamesWhatIsMissing) {
  std::string why_none;
  const auto listings = ListCudaDevices(&why_none);
  try {
    OpenCudaDevice(static_cast<int>(listings.size()) + 7);
    FAIL() << "no error";
  } catch (const Error& error) {
    const std::string expected = listings.empty() ? "no GPU" : "there is no such GPU";
    EXPECT_THAT(error.what(), testing::HasSubstr(expected));
  }
}

}  // namespace
}  // namespace attnwatch
