// SPDX-License-Identifier: Apache-2.0
//
// Delivers the metrics of runs to a Pushgateway. Each grid of each device is a group of its own,
// replaced as a whole, so that cases that are gone do not stay; when it last succeeded is another
// group, so that a run that failed does not take it away.
//
//   PushTarget target;
//   target.url = "https://pushgateway.example:9091";
//   if (const auto why = Push(snapshot, target)) std::cerr << *why;
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dashboards/http.h"
#include "dashboards/snapshot.h"

namespace attnwatch {

struct PushTarget {
  std::string url;       // without /metrics/job/...
  std::string instance;  // which machine: one that pushes the same grids must have another name
  double timeout_seconds = 30;
  int attempts = 4;
  double backoff_seconds = 1;  // before the second attempt; doubles with each
  std::optional<Credentials> credentials;
  TlsFiles tls;
};

// Throws Error where the URL is not http(s)://host..., or holds credentials, which belong
// elsewhere.
void CheckPushUrl(const std::string& url);

// Nothing where the Pushgateway took all of it; otherwise why not, one line. Connections that fail,
// time-outs, 408, 429 and 5xx are tried again.
std::optional<std::string> Push(const Snapshot& snapshot, const PushTarget& target);

// "/metrics/job/attnwatch/instance/a%20b/grid@base64/Y3B1L3g": a value with a slash is base64.
std::string GroupPath(const std::vector<std::pair<std::string_view, std::string_view>>& labels);

}  // namespace attnwatch
