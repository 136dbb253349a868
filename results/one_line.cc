// SPDX-License-Identifier: Apache-2.0
#include "results/one_line.h"

#include <cstdint>

namespace attnwatch {
namespace {

bool IsControl(uint32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) || code_point == 0x2028 ||
         code_point == 0x2029;
}

// Bytes that the UTF-8 sequence starting with `lead` announces, 0 where none starts so.
size_t SequenceLength(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

// Bytes of the printable character that `text` starts with, 0 where it does not start with one.
size_t PrintableLength(std::string_view text) {
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const uint8_t lead = static_cast<uint8_t>(text[0]);
  const size_t length = SequenceLength(lead);
  if (length == 0 || length > text.size()) return 0;
  uint32_t code_point = length == 1 ? lead : lead & (0xffu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const uint8_t byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) return 0;
    code_point = code_point << 6 | (byte & 0x3f);
  }
  const bool surrogate = code_point >= 0xd800 && code_point < 0xe000;
  if (code_point < kSmallest[length] || code_point > 0x10ffff || surrogate) return 0;
  return IsControl(code_point) ? 0 : length;
}

std::string EscapeByte(char byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  const uint8_t value = static_cast<uint8_t>(byte);
  return {'\\', 'x', kDigits[value >> 4], kDigits[value & 15]};
}

}  // namespace

bool IsPrintable(std::string_view text) {
  while (!text.empty()) {
    const size_t length = PrintableLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string OneLine(std::string_view text, size_t byte_limit) {
  std::string line;
  while (!text.empty()) {
    const size_t length = PrintableLength(text);
    const std::string piece = length == 0 ? EscapeByte(text[0]) : std::string(text, 0, length);
    if (line.size() + piece.size() > byte_limit) return line + "...";
    line += piece;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return line;
}

}  // namespace attnwatch
