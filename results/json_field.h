// SPDX-License-Identifier: Apache-2.0
//
// JsonField: a value inside a document together with the path to it, so that what is wrong with it
// can be said in one line.
//
//   const JsonField root{document, "out/run.json"};
//   root.At("measurements").Element(3).At("status").String();
//   // throws Error: "out/run.json: measurements[3].status: must be a string, is 7"
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/json_document.h"

namespace attnwatch {

// Views the document and the source's name; both must outlive it. Every function throws Error where
// the value is not of the type asked for.
struct JsonField {
  const Json& value;
  std::string_view source;
  std::string path = {};

  // Members of an object. At: the key must be there. Find: nothing where it is absent or null.
  JsonField At(std::string_view key) const;
  std::optional<JsonField> Find(std::string_view key) const;
  void RequireObject() const;
  // An object without other keys than these: for files in which a misspelt key must not pass.
  void RequireKeys(std::initializer_list<std::string_view> known) const;

  // Elements of an array.
  size_t ArraySize() const;
  JsonField Element(size_t index) const;

  const std::string& String() const;
  bool Bool() const;
  double Double() const;
  // A whole number that an Int can hold.
  template <typename Int>
  Int Integer() const {
    return static_cast<Int>(
        IntegerWithin(std::numeric_limits<Int>::min(), std::numeric_limits<Int>::max()));
  }

  [[noreturn]] void Fail(const std::string& what) const;

 private:
  [[noreturn]] void FailType(std::string_view type) const;
  int64_t IntegerWithin(int64_t smallest, int64_t largest) const;
};

// `read(element)` for each element of the array.
template <typename Read>
auto ReadArray(const JsonField& array, const Read& read) {
  std::vector<decltype(read(array))> values;
  const size_t size = array.ArraySize();
  values.reserve(size);
  for (size_t i = 0; i < size; ++i) values.push_back(read(array.Element(i)));
  return values;
}

}  // namespace attnwatch
