// SPDX-License-Identifier: Apache-2.0
#include "report/json_parts.h"

#include <cmath>
#include <string>

#include "results/one_line.h"
#include "results/run_check.h"

namespace attnwatch {
namespace {

// As run.json has them: whoever shortens longer ones could not tell cases apart.
bool IsName(const std::string& text) {
  return !text.empty() && text.size() <= kNameByteLimit && IsPrintable(text);
}

}  // namespace

Json KnownJson(double value, bool is_known) {
  return is_known && std::isfinite(value) ? Json(value) : Json(nullptr);
}

double ReadKnown(const JsonField& object, std::string_view key, double unknown) {
  const JsonField field = object.At(key);
  return field.value.is_null() ? unknown : field.Double();
}

Labels ReadLabels(const JsonField& object) {
  object.RequireObject();
  Labels labels;
  for (const auto& member : object.value.items()) {
    const JsonField field{member.value(), object.source,
                          object.path + "." + OneLine(member.key(), kQuotedBytes)};
    if (!IsName(member.key()) || !IsName(field.String())) {
      field.Fail("must be a name of 1 to " + std::to_string(kNameByteLimit) +
                 " printable bytes, is " + QuoteJson(field.value));
    }
    labels.Set(member.key(), field.String());
  }
  if (labels.empty()) object.Fail("must hold a label at least");
  return labels;
}

}  // namespace attnwatch
