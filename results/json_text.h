// SPDX-License-Identifier: Apache-2.0
//
// How all our JSON files are laid out: what people review is one element a line, so that a diff
// shows the case that moved.
//
//   text += ",\n  \"cases\": " + JsonLines(report.cases, CaseJson);
#pragma once

#include <string>

#include "results/json_document.h"
#include "results/labels.h"

namespace attnwatch {

// On one line. Bytes that are not UTF-8 (host names, texts of exceptions) become U+FFFD.
std::string JsonText(const Json& value);

Json LabelsJson(const Labels& labels);

// An array with one element a line, as the value of a key of the outermost object.
template <typename Elements, typename ToJson>
std::string JsonLines(const Elements& elements, const ToJson& to_json) {
  std::string text = "[";
  const char* separator = "\n    ";
  for (const auto& element : elements) {
    text += separator + JsonText(to_json(element));
    separator = ",\n    ";
  }
  return text + (elements.empty() ? "]" : "\n  ]");
}

}  // namespace attnwatch
