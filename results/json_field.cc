// SPDX-License-Identifier: Apache-2.0
#include "results/json_field.h"

#include <algorithm>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {

void JsonField::Fail(const std::string& what) const {
  throw Error(OneLine(source) + ": " + (path.empty() ? "" : path + ": ") + what);
}

void JsonField::FailType(std::string_view type) const {
  Fail("must be " + std::string(type) + ", is " + QuoteJson(value));
}

void JsonField::RequireObject() const {
  if (!value.is_object()) FailType("an object");
}

void JsonField::RequireKeys(std::initializer_list<std::string_view> known) const {
  RequireObject();
  for (const auto& member : value.items()) {
    if (std::find(known.begin(), known.end(), member.key()) != known.end()) continue;
    Fail("has the unknown key `" + OneLine(member.key(), kQuotedBytes) + "`");
  }
}

JsonField JsonField::At(std::string_view key) const {
  RequireObject();
  JsonField field{value, source, path.empty() ? std::string(key) : path + "." + std::string(key)};
  const auto found = value.find(key);
  if (found == value.end()) field.Fail("is missing");
  return {*found, source, std::move(field.path)};
}

std::optional<JsonField> JsonField::Find(std::string_view key) const {
  RequireObject();
  const auto found = value.find(key);
  if (found == value.end() || found->is_null()) return std::nullopt;
  return At(key);
}

size_t JsonField::ArraySize() const {
  if (!value.is_array()) FailType("an array");
  return value.size();
}

JsonField JsonField::Element(size_t index) const {
  return {value[index], source, path + "[" + std::to_string(index) + "]"};
}

const std::string& JsonField::String() const {
  if (!value.is_string()) FailType("a string");
  return value.get_ref<const std::string&>();
}

bool JsonField::Bool() const {
  if (!value.is_boolean()) FailType("true or false");
  return value.get<bool>();
}

double JsonField::Double() const {
  if (!value.is_number()) FailType("a number");
  return value.get<double>();
}

int64_t JsonField::IntegerWithin(int64_t smallest, int64_t largest) const {
  if (!value.is_number_integer()) FailType("a whole number");
  // Parsed as unsigned unless negative.
  if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(largest)) {
    Fail("must be at most " + std::to_string(largest) + ", is " + QuoteJson(value));
  }
  const int64_t integer = value.get<int64_t>();
  if (integer < smallest) {
    Fail("must be at least " + std::to_string(smallest) + ", is " + QuoteJson(value));
  }
  return integer;
}

}  // namespace attnwatch
