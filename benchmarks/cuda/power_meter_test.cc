// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/power_meter.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

GpuReading Totals(double power_cap, double thermal = 0) {
  GpuReading reading;
  reading.power_cap_seconds_total = power_cap;
  reading.thermal_seconds_total = thermal;
  reading.power_brake_seconds_total = 0;
  return reading;
}

TEST(PowerMeter, SharesAreThoseOfTheLastStep) {
  PowerMeter meter;
  meter.Update(Totals(5), 10.0);
  EXPECT_FALSE(meter.power_cap_share());
  meter.Update(Totals(5.025), 10.1);
  EXPECT_NEAR(meter.power_cap_share().value(), 0.25, 1e-9);
  meter.Update(Totals(5.025), 10.12);  // within a step: the share stays
  EXPECT_NEAR(meter.power_cap_share().value(), 0.25, 1e-9);
  EXPECT_FALSE(meter.throttled());
}

TEST(PowerMeter, ATotalThatStandsStillIsNoThrottling) {
  PowerMeter meter;
  meter.Update(Totals(1), 0);
  meter.Update(Totals(1.1), 0.1);
  EXPECT_NEAR(meter.power_cap_share().value(), 1, 1e-9);
  for (int i = 2; i < 10; ++i) meter.Update(Totals(1.1), 0.1 * i);
  EXPECT_EQ(meter.power_cap_share(), 0.0);
  EXPECT_FALSE(meter.throttled());
}

TEST(PowerMeter, HeatThrottles) {
  PowerMeter meter;
  meter.Update(Totals(0, 0), 0);
  meter.Update(Totals(0, 0.01), 0.1);
  EXPECT_TRUE(meter.throttled());
}

TEST(PowerMeter, SaysNothingOfWhatTheDriverRefuses) {
  PowerMeter meter;
  meter.Update({}, 0);
  meter.Update({}, 1);
  EXPECT_FALSE(meter.power_cap_share());
  EXPECT_FALSE(meter.throttled());
}

}  // namespace
}  // namespace attnwatch
