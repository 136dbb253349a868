// SPDX-License-Identifier: Apache-2.0
#include "results/case_pattern.h"

#include <fnmatch.h>

#include <algorithm>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

Labels::Pair ParseCondition(const std::string& text, const std::string& pattern) {
  const size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    throw Error("`" + OneLine(pattern, kQuotedBytes) +
                "` is not a case pattern: write conditions like kernel=cublas*/head_dim=64, or *");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

CasePattern::CasePattern(const std::string& text) {
  if (text == "*") return;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('/', begin), text.size());
    conditions_.push_back(ParseCondition(text.substr(begin, end - begin), text));
    begin = end + 1;
  }
}

bool CasePattern::Matches(const Labels& labels) const {
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Labels::Pair& condition) {
    const std::string& value = labels.Get(condition.first);
    return !value.empty() && fnmatch(condition.second.c_str(), value.c_str(), 0) == 0;
  });
}

}  // namespace attnwatch
