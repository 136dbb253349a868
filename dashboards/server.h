// SPDX-License-Identifier: Apache-2.0
//
// Serves the newest runs to Prometheus at /metrics, by prometheus-cpp's Exposer.
//
//   MetricsServer server("9464", RunSource({"out"}, {}), {}, std::cerr);
//   server.port();                      // 9464, on 127.0.0.1
//
// What is on disk is looked at with every scrape. A file that turned bad leaves what was served, a
// line on `err` and attnwatch_exporter_read_errors.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "dashboards/credentials.h"
#include "dashboards/run_source.h"

namespace prometheus {
class Exposer;
}

namespace attnwatch {

// "9464" or ":9464" is 127.0.0.1:9464: who wants to be read from elsewhere says so. Throws Error
// for what is no address with a port; names are no addresses, but for localhost.
std::string ListenAddress(const std::string& text);

class MetricsServer {
 public:
  // Serves from here on. Throws Error where the address cannot be listened to. Without credentials
  // everybody who reaches the address may read.
  MetricsServer(const std::string& address, RunSource source,
                const std::optional<Credentials>& credentials, std::ostream& err);
  ~MetricsServer();

  int port() const;

 private:
  class Collector;
  std::shared_ptr<Collector> collector_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace attnwatch
