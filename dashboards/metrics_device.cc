// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "dashboards/metrics_rows.h"

namespace attnwatch {
namespace {

const std::string& Fact(const Snapshot& snapshot, std::string_view key) {
  const std::string& hard = snapshot.run.environment.hard.Get(key);
  return hard.empty() ? snapshot.run.environment.soft.Get(key) : hard;
}

// A fact of the environment that is a number, scaled to base units; nothing for other texts.
std::optional<double> NumberOf(const Snapshot& snapshot, std::string_view key, double scale) {
  const std::string& text = Fact(snapshot, key);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value * scale;
}

void Info(const Snapshot& snapshot, const AddSeries& add) {
  add(1, {{"name", Fact(snapshot, "device_name")},
          {"board", Fact(snapshot, "board")},
          {"vbios", Fact(snapshot, "vbios")},
          {"driver", Fact(snapshot, "driver")},
          {"host", Fact(snapshot, "host_device_name")}});
}

void ClockLimit(const Snapshot& snapshot, const AddSeries& add) {
  AddKnown(NumberOf(snapshot, "sm_clock_max_megahertz", 1e6), add);
}

void PowerLimit(const Snapshot& snapshot, const AddSeries& add) {
  AddKnown(NumberOf(snapshot, "power_limit_milliwatts", 1e-3), add);
}

template <std::optional<double> VisitTotals::*member>
void Total(const Snapshot& snapshot, const AddSeries& add) {
  AddKnown(snapshot.totals.*member, add);
}

}  // namespace

std::vector<Metric> DeviceMetrics() {
  return {
      {"attnwatch_device_info", "1", "name, board, vbios, driver, host", "always",
       "Which device it is.", nullptr, Info},
      {"attnwatch_device_clock_hertz", "hertz", "", "clock known",
       "Median clock over the visits of the run.", nullptr, Total<&VisitTotals::clock_hertz>},
      {"attnwatch_device_clock_limit_hertz", "hertz", "", "known",
       "Highest clock that the device allows.", nullptr, ClockLimit},
      {"attnwatch_device_temperature_celsius", "degrees Celsius", "", "temperature known",
       "Highest temperature of the run.", nullptr, Total<&VisitTotals::temperature_celsius>},
      {"attnwatch_device_power_watts", "watts", "", "power known",
       "Median power over the visits of the run.", nullptr, Total<&VisitTotals::power_watts>},
      {"attnwatch_device_power_limit_watts", "watts", "", "known", "Power that the board may take.",
       nullptr, PowerLimit},
      {"attnwatch_device_power_capped_ratio", "ratio", "", "known",
       "Mean share of the time in which the power cap held the clock back.", nullptr,
       Total<&VisitTotals::power_capped_share>},
  };
}

}  // namespace attnwatch
