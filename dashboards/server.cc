// SPDX-License-Identifier: Apache-2.0
#include "dashboards/server.h"

#include <arpa/inet.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <algorithm>
#include <mutex>
#include <ostream>
#include <utility>

#include "dashboards/metrics.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// Of a host without brackets.
bool IsAddress(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

bool IsPort(const std::string& text) {
  const bool has_digits_only =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return has_digits_only && !text.empty() && text.size() <= 5 && std::stoi(text) <= 65535;
}

// In a time that does not tell how much of it was right.
bool IsSame(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

}  // namespace

std::string ListenAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  if (host.empty() || host == "localhost") host = "127.0.0.1";
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string bare = has_brackets ? host.substr(1, host.size() - 2) : host;
  const bool is_ipv6 = bare.find(':') != std::string::npos;
  if (!IsPort(port) || !IsAddress(bare) || is_ipv6 != has_brackets) {
    throw Error("the address to serve at must be PORT, ADDRESS:PORT or [ADDRESS]:PORT, is \"" +
                OneLine(text, kQuotedBytes) + "\"");
  }
  return host + ":" + port;
}

// Scrapes come on threads of the Exposer.
class MetricsServer::Collector : public prometheus::Collectable {
 public:
  Collector(RunSource source, std::ostream& err) : source_(std::move(source)), err_(err) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::string> problems;
    try {
      source_.Refresh();
      problems = source_.problems();
    } catch (const Error& error) {
      problems = {error.what()};
    }
    for (const std::string& problem : problems) Say(problem);
    said_ = problems;
    return CollectFamilies(source_.Newest(), {problems.size()});
  }

 private:
  // Once, and not with every scrape.
  void Say(const std::string& problem) const {
    if (std::find(said_.begin(), said_.end(), problem) != said_.end()) return;
    err_ << "attnwatch export: " << OneLine(problem) << std::endl;
  }

  mutable std::mutex mutex_;
  mutable RunSource source_;
  mutable std::vector<std::string> said_;
  std::ostream& err_;
};

MetricsServer::MetricsServer(const std::string& address, RunSource source,
                             const std::optional<Credentials>& credentials, std::ostream& err)
    : collector_(std::make_shared<Collector>(std::move(source), err)) {
  const std::string listen = ListenAddress(address);
  if (credentials && !credentials->bearer_token.empty()) {
    throw Error("serving takes user:password, not a Bearer token");
  }
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(
        std::vector<std::string>{"listening_ports", listen, "num_threads", "2"});
  } catch (const std::exception&) {
    throw Error("cannot listen at " + listen + ": another program does, or this user must not; " +
                "choose another port with --serve");
  }
  if (credentials) {
    exposer_->RegisterAuth(
        [known = *credentials](const std::string& user, const std::string& password) {
          return IsSame(user, known.user) & IsSame(password, known.password);
        },
        "attnwatch");
  }
  exposer_->RegisterCollectable(collector_);
}

MetricsServer::~MetricsServer() = default;

int MetricsServer::port() const { return exposer_->GetListeningPorts().front(); }

}  // namespace attnwatch
