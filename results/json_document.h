// SPDX-License-Identifier: Apache-2.0
//
// ParseJson: untrusted JSON text as a document that is safe to walk: valid UTF-8, no duplicate
// keys, no number that a double cannot hold, nested a few levels deep. Keys keep their order.
//
//   const Json document = ParseJson(text, "out/run.json");
//   // throws Error: "out/run.json: not valid JSON at byte 17: unexpected `NaN` in measurements[3]"
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace attnwatch {

using Json = nlohmann::ordered_json;

// Deeper or wider documents are refused: nothing of ours comes near, and looking a key up is
// linear.
inline constexpr size_t kJsonDepthLimit = 32;
inline constexpr size_t kJsonKeyLimit = 256;  // per object

// Throws Error with one line that starts with `source`.
Json ParseJson(std::string_view text, const std::string& source);

// A value as messages quote it: short, on one line, containers by their type.
std::string QuoteJson(const Json& value);

}  // namespace attnwatch
