// SPDX-License-Identifier: Apache-2.0
#include "results/json_text.h"

namespace attnwatch {

std::string JsonText(const Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

Json LabelsJson(const Labels& labels) {
  Json object = Json::object();
  for (const auto& [key, value] : labels.pairs()) object[key] = value;
  return object;
}

}  // namespace attnwatch
