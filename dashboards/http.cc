// SPDX-License-Identifier: Apache-2.0
#include "dashboards/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr size_t kAnswerByteLimit = 4096;  // what people are shown of it is less

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

size_t KeepAnswer(char* data, size_t /*one*/, size_t size, void* answer) {
  auto* text = static_cast<std::string*>(answer);
  text->append(data, std::min(size, kAnswerByteLimit - std::min(kAnswerByteLimit, text->size())));
  return size;
}

template <typename Value>
void Set(CURL* curl, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(curl, option, value);
  if (code != CURLE_OK) throw Error(std::string("libcurl: ") + curl_easy_strerror(code));
}

void SetText(CURL* curl, CURLoption option, const std::string& text) {
  if (!text.empty()) Set(curl, option, text.c_str());
}

void SetSecurity(CURL* curl, const HttpRequest& request) {
  Set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  SetText(curl, CURLOPT_CAINFO, request.tls.ca);
  SetText(curl, CURLOPT_SSLCERT, request.tls.certificate);
  SetText(curl, CURLOPT_SSLKEY, request.tls.key);
  if (!request.credentials) return;
  if (!request.credentials->bearer_token.empty()) {
    Set(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    SetText(curl, CURLOPT_XOAUTH2_BEARER, request.credentials->bearer_token);
    return;
  }
  Set(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  SetText(curl, CURLOPT_USERNAME, request.credentials->user);
  SetText(curl, CURLOPT_PASSWORD, request.credentials->password);
}

void SetRequest(CURL* curl, const HttpRequest& request, const curl_slist* headers) {
  SetText(curl, CURLOPT_URL, request.url);
  Set(curl, CURLOPT_CUSTOMREQUEST, "PUT");
  Set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  Set(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  Set(curl, CURLOPT_HTTPHEADER, headers);
  Set(curl, CURLOPT_TIMEOUT_MS, std::max(1L, std::lround(request.timeout_seconds * 1e3)));
  Set(curl, CURLOPT_NOSIGNAL, 1L);
}

}  // namespace

HttpResponse HttpPut(const HttpRequest& request) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CurlDeleter> curl(curl_easy_init());
  if (global != CURLE_OK || !curl) throw Error("libcurl cannot be used");
  std::unique_ptr<curl_slist, CurlDeleter> headers(
      curl_slist_append(nullptr, "Content-Type: text/plain; version=0.0.4; charset=utf-8"));
  // Without it libcurl waits a second for servers that do not know what `100 Continue` is.
  headers.reset(curl_slist_append(headers.release(), "Expect:"));
  HttpResponse response;
  char why[CURL_ERROR_SIZE] = "";
  Set(curl.get(), CURLOPT_ERRORBUFFER, why);
  Set(curl.get(), CURLOPT_WRITEFUNCTION, KeepAnswer);
  Set(curl.get(), CURLOPT_WRITEDATA, &response.body);
  SetRequest(curl.get(), request, headers.get());
  SetSecurity(curl.get(), request);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) {
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &response.status);
  } else {
    response.error = OneLine(*why != '\0' ? why : curl_easy_strerror(code), kAnswerByteLimit);
  }
  return response;
}

}  // namespace attnwatch
