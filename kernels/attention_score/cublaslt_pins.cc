// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/cublaslt_pins.h"

#include <charconv>
#include <stdexcept>
#include <vector>

#include "kernels/attention_score/cublaslt_pins_tsv.h"

namespace attnwatch {
namespace {

constexpr size_t kDigits = 16;  // of a word
constexpr size_t kKeyFields = 8;
constexpr size_t kFields = 11;

std::string Key(std::string_view device_name, std::string_view version,
                const AttentionScoreProblem& p) {
  std::string key = std::string(device_name) + '\t' + std::string(version) + '\t' +
                    std::string(DtypeName(p.dtype)) + '\t' + std::string(LayoutName(p.layout));
  for (const int64_t extent : {p.batch, p.heads, p.seq_len, p.head_dim}) {
    key += '\t' + std::to_string(extent);
  }
  return key;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

uint64_t ParseWord(std::string_view digits) {
  uint64_t word = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), word, 16);
  if (error == std::errc() && end == digits.data() + digits.size()) return word;
  throw std::runtime_error("not an algorithm: " + std::string(digits));
}

}  // namespace

std::string EncodeCublasLtAlgorithm(const CublasLtAlgorithmWords& words) {
  size_t used = words.size();
  while (used > 1 && words[used - 1] == 0) --used;
  std::string text;
  for (size_t i = 0; i < used; ++i) {
    for (size_t digit = kDigits; digit-- > 0;) {
      text += "0123456789abcdef"[words[i] >> (4 * digit) & 0xf];
    }
  }
  return text;
}

CublasLtAlgorithmWords DecodeCublasLtAlgorithm(std::string_view text) {
  CublasLtAlgorithmWords words{};
  if (text.empty() || text.size() % kDigits != 0 || text.size() > kDigits * words.size()) {
    throw std::runtime_error("not an algorithm: '" + std::string(text) + "'");
  }
  for (size_t i = 0; i < text.size() / kDigits; ++i) {
    words[i] = ParseWord(text.substr(i * kDigits, kDigits));
  }
  return words;
}

CublasLtPins::CublasLtPins(std::string_view table) {
  size_t number = 0;
  for (const std::string_view line : Split(table, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    try {
      AddLine(line);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error("cublaslt_pins.tsv:" + std::to_string(number) + ": " + error.what());
    }
  }
}

void CublasLtPins::AddLine(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, '\t');
  if (fields.size() != kFields) {
    throw std::runtime_error("has " + std::to_string(fields.size()) + " fields, not " +
                             std::to_string(kFields));
  }
  const std::string_view last_of_key = fields[kKeyFields - 1];
  const std::string key(line.data(), last_of_key.data() + last_of_key.size());
  if (!pins_.emplace(key, DecodeCublasLtAlgorithm(fields.back())).second) {
    throw std::runtime_error("pins the same problem again");
  }
}

const CublasLtPins& CublasLtPins::Shared() {
  static const CublasLtPins* const pins = new CublasLtPins(kCublasLtPinsTsv);
  return *pins;
}

const CublasLtAlgorithmWords* CublasLtPins::Find(std::string_view device_name,
                                                 std::string_view version,
                                                 const AttentionScoreProblem& problem) const {
  const auto pin = pins_.find(Key(device_name, version, problem));
  return pin == pins_.end() ? nullptr : &pin->second;
}

}  // namespace attnwatch
