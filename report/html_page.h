// SPDX-License-Identifier: Apache-2.0
//
// What all pages share: one self-contained file that loads nothing, with its style and script.
//
//   RenderPage("title", RenderSection("Figure", "Point at it.", svg));
#pragma once

#include <string>
#include <string_view>

namespace attnwatch {

// `title` is escaped, `body` is HTML. The script serves a figure (figure_svg.h), and tables of the
// class "cases", which need an input "filter".
std::string RenderPage(std::string_view title, std::string_view body);

// Heading and lead are text that needs no escape; the lead may be empty.
std::string RenderSection(std::string_view title, std::string_view lead, std::string_view body);

}  // namespace attnwatch
