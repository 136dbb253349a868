// SPDX-License-Identifier: Apache-2.0
#include "ci/verdict_files.h"

#include <filesystem>
#include <utility>

#include "report/verdict_html.h"
#include "report/verdict_json.h"
#include "report/verdict_junit.h"
#include "report/verdict_markdown.h"
#include "results/atomic_file.h"

namespace attnwatch {

void WriteVerdictFiles(const VerdictReport& report, const std::vector<const Run*>& baseline,
                       const std::vector<const Run*>& candidate, const std::string& folder) {
  const std::vector<std::pair<const char*, std::string>> files = {
      {"report.html", RenderVerdictHtml(report, baseline, candidate)},
      {"report.md", FormatVerdictMarkdown(report)},
      {"junit.xml", FormatVerdictJunit(report)},
      {"verdict.json", FormatVerdictJson(report)}};
  for (const auto& [name, text] : files) {
    WriteFileAtomically((std::filesystem::path(folder) / name).string(), text);
  }
}

}  // namespace attnwatch
