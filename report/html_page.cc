// SPDX-License-Identifier: Apache-2.0
#include "report/html_page.h"

#include <fmt/format.h>

#include "report/page_css.h"
#include "report/page_js.h"
#include "report/svg.h"

namespace attnwatch {
namespace {

// Nothing is fetched, whatever a string of the run tries to be.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

}  // namespace

std::string RenderPage(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" "
      "href=\"data:,\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n"
      "{}<div id=\"tip\" role=\"status\" hidden></div>\n<script>\n{}</script>\n</body>\n</html>\n",
      kContentSecurityPolicy, EscapeMarkup(title), kPageCss, body, kPageJs);
}

std::string RenderSection(std::string_view title, std::string_view lead, std::string_view body) {
  std::string html = fmt::format("<section>\n<h2>{}</h2>\n", title);
  if (!lead.empty()) html += fmt::format("<p class=\"muted\">{}</p>\n", lead);
  return html + std::string(body) + "</section>\n";
}

}  // namespace attnwatch
