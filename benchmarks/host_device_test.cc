// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "benchmarks/device.h"
#include "benchmarks/host_description.h"
#include "results/error.h"

namespace attnwatch {
namespace {

TEST(HostDevice, TimesEveryLaunchAlone) {
  const auto device = OpenHostDevice();
  int calls = 0;
  const Launch launch = [&](Stream) {
    ++calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  };
  const VisitTimes times = device->TimeVisit(launch, 3);
  EXPECT_EQ(calls, 3);
  ASSERT_EQ(times.seconds.size(), 3u);
  for (const double seconds : times.seconds) EXPECT_GE(seconds, 2e-3);
  EXPECT_FALSE(times.sm_clock_hertz);
}

TEST(HostDevice, AllocatesAligned) {
  const auto device = OpenHostDevice();
  for (const int64_t bytes : {1, 1000, 1 << 20}) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(device->Allocate(bytes)) % 256, 0u);
  }
}

TEST(HostDevice, SaysWhenMemoryIsOut) {
  const auto device = OpenHostDevice();
  EXPECT_THROW(device->Allocate(int64_t{1} << 60), Error);
}

TEST(HostDevice, FillsAndCopiesEveryByte) {
  const auto device = OpenHostDevice();
  // An odd size: the last thread's part is shorter than the others.
  constexpr int64_t kBytes = 3 * 4096 + 77;
  char* const from = static_cast<char*>(device->Allocate(kBytes + 1));
  char* const to = static_cast<char*>(device->Allocate(kBytes + 1));
  from[kBytes] = to[kBytes] = 5;
  device->FillBytes(from, 0xff, kBytes);
  device->CopyLaunch(from, to, kBytes)(nullptr);
  for (int64_t i = 0; i < kBytes; ++i) ASSERT_EQ(to[i], '\xff') << i;
  EXPECT_EQ(to[kBytes], 5);
  device->WriteLaunch(to, kBytes)(nullptr);
  EXPECT_EQ(to[kBytes - 1], 1);
  EXPECT_EQ(to[kBytes], 5);
}

TEST(HostDescription, KeysAreLowerCaseWithSingleDashes) {
  EXPECT_EQ(KeyPart("AMD EPYC 7763 (Milan)"), "amd-epyc-7763-milan");
  EXPECT_EQ(KeyPart("  Intel(R)  Xeon(R) CPU @ 2.20GHz "), "intel-r-xeon-r-cpu-2-20ghz");
  EXPECT_EQ(KeyPart("--"), "unknown");
}

TEST(HostDescription, DescribesThisMachine) {
  const Environment environment = OpenHostDevice()->Describe();
  EXPECT_EQ(environment.device_key.rfind("cpu-", 0), 0u) << environment.device_key;
  for (const auto& [key, value] : environment.hard.pairs()) EXPECT_FALSE(value.empty()) << key;
  EXPECT_GT(AvailableHostBytes(), 0);
}

}  // namespace
}  // namespace attnwatch
