// SPDX-License-Identifier: Apache-2.0
#include "ci/utc_clock.h"

#include <ctime>

namespace attnwatch {

std::string UtcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string UtcToday() { return UtcNow().substr(0, 10); }

}  // namespace attnwatch
