// SPDX-License-Identifier: Apache-2.0
#include "dashboards/pushgateway.h"

#include <fmt/core.h>

#include <chrono>
#include <thread>

#include "dashboards/exposition.h"
#include "dashboards/series_labels.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr std::string_view kLastSuccess = "attnwatch_last_success_timestamp_seconds";
constexpr size_t kShownBytes = 200;  // of an answer

std::string PercentEncode(std::string_view value) {
  std::string text;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    text += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return text;
}

// RFC 4648's alphabet for URLs, without padding. The empty text is "=", as the Pushgateway says.
std::string Base64(std::string_view value) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  if (value.empty()) return "=";
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (const char c : value) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[(bits >> (count - 6)) & 63];
  }
  if (count > 0) text += kAlphabet[(bits << (6 - count)) & 63];
  return text;
}

bool MayPassLater(const HttpResponse& response) {
  return response.status == 0 || response.status == 408 || response.status == 429 ||
         response.status >= 500;
}

// What a person can do about an answer.
std::string_view Advice(long status) {
  if (status == 401 || status == 403) return "; set the credentials (--credentials)";
  if (status == 404 || status == 405) return "; is this the URL of a Pushgateway, without a path?";
  if (status >= 300 && status < 400) return "; it redirects: give the URL that it names";
  return "";
}

std::string Describe(const HttpResponse& response) {
  if (response.status == 0) return response.error;
  const std::string line = response.body.substr(0, response.body.find('\n'));
  return fmt::format("it answered {}{}{}{}", response.status, line.empty() ? "" : ": ",
                     OneLine(line, kShownBytes), Advice(response.status));
}

std::optional<std::string> Send(const HttpRequest& request, const PushTarget& target) {
  double wait_seconds = target.backoff_seconds;
  for (int attempt = 1;; ++attempt) {
    const HttpResponse response = HttpPut(request);
    if (response.status >= 200 && response.status < 300) return std::nullopt;
    if (attempt >= target.attempts || !MayPassLater(response)) {
      return fmt::format("{} ({} attempt{})", Describe(response), attempt, attempt == 1 ? "" : "s");
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(wait_seconds));
    wait_seconds *= 2;
  }
}

}  // namespace

void CheckPushUrl(const std::string& url) {
  const size_t scheme = url.find("://");
  const bool is_http = url.rfind("http://", 0) == 0 || url.rfind("https://", 0) == 0;
  if (!is_http || url.size() == scheme + 3 || !IsPrintable(url)) {
    throw Error("the URL to push to must be http://host:port or https://host:port, is \"" +
                OneLine(url, kQuotedBytes) + "\"");
  }
  const std::string host = url.substr(scheme + 3, url.find('/', scheme + 3) - scheme - 3);
  if (host.find('@') != std::string::npos) {
    throw Error(
        "the URL to push to holds credentials, which others can read there: use a file "
        "(--credentials) or $ATTNWATCH_PUSH_CREDENTIALS");
  }
  if (url.find_first_of("?#") != std::string::npos) {
    throw Error("the URL to push to must end with its path, without ? and #");
  }
}

std::string GroupPath(const std::vector<std::pair<std::string_view, std::string_view>>& labels) {
  std::string path = "/metrics";
  for (const auto& [name, value] : labels) {
    const bool is_plain = !value.empty() && value.find('/') == std::string_view::npos;
    path += fmt::format("/{}{}/{}", name, is_plain ? "" : "@base64",
                        is_plain ? PercentEncode(value) : Base64(value));
  }
  return path;
}

std::optional<std::string> Push(const Snapshot& snapshot, const PushTarget& target) {
  const std::string suite = LabelValue(snapshot.run.suite);
  const std::string device = LabelValue(snapshot.run.environment.device_key);
  const std::string grid = LabelValue(snapshot.run.grid);
  std::vector<std::pair<std::string_view, std::string_view>> group = {{"job", "attnwatch"},
                                                                      {"instance", target.instance},
                                                                      {"suite", suite},
                                                                      {"device", device},
                                                                      {"grid", grid}};
  HttpRequest request;
  request.timeout_seconds = target.timeout_seconds;
  request.credentials = target.credentials;
  request.tls = target.tls;
  const std::string base = target.url.substr(0, target.url.find_last_not_of('/') + 1);
  request.url = base + GroupPath(group);
  request.body =
      RenderText({&snapshot}, {}, [](const Metric& m) { return m.name != kLastSuccess; });
  if (auto why = Send(request, target)) return why;
  if (!snapshot.last_success_timestamp) return std::nullopt;
  group.emplace_back("group", "last_success");
  request.url = base + GroupPath(group);
  request.body =
      RenderText({&snapshot}, {}, [](const Metric& m) { return m.name == kLastSuccess; });
  return Send(request, target);
}

}  // namespace attnwatch
