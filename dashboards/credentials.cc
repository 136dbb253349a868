// SPDX-License-Identifier: Apache-2.0
#include "dashboards/credentials.h"

#include <cstdlib>

#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = 1 << 16;
constexpr char kBearer[] = "Bearer ";

std::string WithoutLineEnd(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Credentials Parse(const std::string& line, const std::string& source) {
  // A line break would end the header that carries it.
  if (line.empty() || !IsPrintable(line)) throw Error(source + ": must hold one line of text");
  if (line.rfind(kBearer, 0) == 0) return {"", "", line.substr(sizeof kBearer - 1)};
  const size_t colon = line.find(':');
  if (colon == std::string::npos || colon == 0) {
    throw Error(source + ": must be user:password, or Bearer and a token");
  }
  return {line.substr(0, colon), line.substr(colon + 1), ""};
}

}  // namespace

std::optional<Credentials> FindCredentials(const std::string& path, const char* variable) {
  if (!path.empty()) {
    return Parse(WithoutLineEnd(ReadFile(path, kFileByteLimit)),
                 "the credentials in " + OneLine(path));
  }
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return Parse(WithoutLineEnd(value), std::string("the credentials in $") + variable);
}

}  // namespace attnwatch
