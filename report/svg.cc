// SPDX-License-Identifier: Apache-2.0
#include "report/svg.h"

#include <fmt/format.h>

namespace attnwatch {
namespace {

std::string EscapeCharacter(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\t':
    case '\n':
      return std::string(1, character);
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f ? "\xEF\xBF\xBD" : std::string(1, character);
}

}  // namespace

std::string EscapeMarkup(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char character : text) escaped += EscapeCharacter(character);
  return escaped;
}

std::string Coordinate(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string PolylinePoints(const std::vector<Position>& positions) {
  std::string points;
  for (const Position& position : positions) {
    if (!points.empty()) points += ' ';
    points += Coordinate(position.x) + ',' + Coordinate(position.y);
  }
  return points;
}

}  // namespace attnwatch
