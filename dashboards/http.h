// SPDX-License-Identifier: Apache-2.0
//
// One HTTP PUT, over libcurl.
//
//   HttpRequest request;
//   request.url = "http://127.0.0.1:9091/metrics/job/attnwatch";
//   request.body = text;
//   const HttpResponse response = HttpPut(request);
//   if (response.status == 0) std::cerr << response.error;
#pragma once

#include <optional>
#include <string>

#include "dashboards/credentials.h"

namespace attnwatch {

// Certificates as PEM files; empty for those of the system, and for none of our own.
struct TlsFiles {
  std::string ca, certificate, key;
};

struct HttpRequest {
  std::string url;  // http or https
  std::string body;
  double timeout_seconds = 30;  // from connecting to the last byte of the answer
  std::optional<Credentials> credentials;
  TlsFiles tls;
};

struct HttpResponse {
  long status = 0;    // 0 where there was no whole answer
  std::string error;  // why not, one line; empty otherwise
  std::string body;   // its start
};

// Follows no redirect: it would carry the credentials along. Never throws for what the network
// does.
HttpResponse HttpPut(const HttpRequest& request);

}  // namespace attnwatch
