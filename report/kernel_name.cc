// SPDX-License-Identifier: Apache-2.0
#include "report/kernel_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string_view>

namespace attnwatch {
namespace {

constexpr std::string_view kVoid = "void ";
constexpr std::string_view kAnonymous = "(anonymous namespace)";

// Where the argument list begins: the first parenthesis outside template arguments that is no part
// of a name.
size_t FindArguments(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') ++depth;
    if (text[i] == '>') --depth;
    if (text[i] != '(' || depth > 0) continue;
    if (text.substr(i, kAnonymous.size()) == kAnonymous) continue;
    return i;
  }
  return text.size();
}

}  // namespace

std::string ReadableKernelName(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> demangled(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
  if (status != 0) return name;
  std::string text = demangled.get();
  text.resize(FindArguments(text));
  if (text.compare(0, kVoid.size(), kVoid) == 0) text.erase(0, kVoid.size());
  return text;
}

}  // namespace attnwatch
