// SPDX-License-Identifier: Apache-2.0
#include "ci/testing/trend_history.h"

#include <ctime>

#include "compare/testing/synthetic_process.h"

namespace attnwatch {
namespace {

constexpr int64_t kFirstNight = 1767236400;  // 2026-01-01T03:00:00Z
constexpr int64_t kSecondsADay = 86400;
constexpr int64_t kCases = 6;
constexpr double kDeviation = 0.002;

int64_t SecondsOf(size_t night) { return kFirstNight + kSecondsADay * static_cast<int64_t>(night); }

Night MakeNight(size_t number) {
  Night night;
  night.run_id = night.path = night.fingerprint = std::to_string(number);
  night.grid = "figure";
  night.device_key = "gpu";
  night.commit = "commit" + std::to_string(number);
  night.started_at = NightStart(number);
  night.started_seconds = SecondsOf(number);
  night.complete = true;
  night.environment = "driver=1\n";
  return night;
}

}  // namespace

std::string NightStart(size_t night) {
  const std::time_t seconds = SecondsOf(night);
  std::tm utc = {};
  gmtime_r(&seconds, &utc);
  char text[sizeof "2026-01-01T00:00:00Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

NightChange NewDriver(size_t from) {
  return [=](size_t night, HistoryEntry* entry) {
    if (night >= from) entry->night.environment = "driver=2\n";
  };
}

void WriteTrendHistory(const std::string& db, size_t nights, const NightEffect& effect,
                       const NightChange& change) {
  HistoryIndex index(db, HistoryIndex::Mode::kWrite);
  for (size_t number = 0; number < nights; ++number) {
    HistoryEntry entry;
    entry.night = MakeNight(number);
    for (int64_t head_dim = 1; head_dim <= kCases; ++head_dim) {
      NightPoint point;
      point.status = Status::kOk;
      point.sample_count = 20;
      point.own_clock_log_median =
          -6 + kDeviation * NormalHash(static_cast<uint64_t>(head_dim), number, 7) +
          effect(number, head_dim);
      point.log_median = point.own_clock_log_median;
      point.deviation = 0.001;
      entry.points.push_back(
          {{{"kernel", "cublas"}, {"head_dim", std::to_string(head_dim)}}, point});
    }
    if (change) change(number, &entry);
    index.Add(entry);
  }
}

}  // namespace attnwatch
