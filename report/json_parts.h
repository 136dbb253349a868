// SPDX-License-Identifier: Apache-2.0
//
// What our JSON files of verdicts and trends have in common.
//
//   one.kind = ReadName(object.At("kind"), TrendKind::kNoisier, TrendKindName);
//   one.low = ReadKnown(object, "low", -kInfinity);        // null is unknown
#pragma once

#include <string_view>

#include "results/json_field.h"
#include "results/labels.h"

namespace attnwatch {

// null where it is not known or no number.
Json KnownJson(double value, bool is_known = true);
double ReadKnown(const JsonField& object, std::string_view key, double unknown);

// Names of cases as run.json has them. Throws Error where one is not.
Labels ReadLabels(const JsonField& object);

// The value of an enumeration from 0 to `last` that has the name.
template <typename Enum, typename NameOf>
Enum ReadName(const JsonField& field, Enum last, const NameOf& name_of) {
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    if (name_of(static_cast<Enum>(value)) == field.String()) return static_cast<Enum>(value);
  }
  field.Fail("is not one of the known names: " + QuoteJson(field.value));
}

}  // namespace attnwatch
