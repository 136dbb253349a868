// SPDX-License-Identifier: Apache-2.0
//
// How often a text holds a part: what tests of rendered pages and drawings ask.
//
//   EXPECT_EQ(Count(svg, "<circle"), 341u);
#pragma once

#include <cstddef>
#include <string>

namespace attnwatch {

inline size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

}  // namespace attnwatch
