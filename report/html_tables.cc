// SPDX-License-Identifier: Apache-2.0
#include "report/html_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/claims.h"
#include "report/kernel_name.h"
#include "report/svg.h"
#include "report/table.h"
#include "report/units.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

std::string RenderFigureCell(const FigureTableCell& cell) {
  if (cell.point == nullptr) return "<td>-</td>";
  const FigurePoint& point = *cell.point;
  std::string html = fmt::format("<td>{}", FormatTflops(point.flops_per_second));
  if (point.fraction_of_floor) {
    html +=
        fmt::format("<span class=\"bar\" style=\"width:{:.0f}%\"></span><small>{} of floor</small>",
                    std::clamp(*point.fraction_of_floor, 0.0, 1.0) * 100,
                    FormatFraction(*point.fraction_of_floor));
  }
  html += fmt::format("<small>{}d = {}</small>", cell.is_exact() ? "" : "~ ", point.head_dim);
  return html + "</td>";
}

std::string RenderHeader(const std::vector<std::string>& names) {
  std::string html = "<thead><tr>";
  for (const std::string& name : names) {
    html += "<th scope=\"col\">" + EscapeMarkup(name) + "</th>";
  }
  return html + "</tr></thead>\n";
}

std::string AnswerClass(Answer answer) {
  std::string name(AnswerName(answer));
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

// The label keys of all cases, in the order in which they first appear.
std::vector<std::string> LabelKeys(const Run& run) {
  std::vector<std::string> keys;
  std::set<std::string> seen;
  for (const Measurement& measurement : run.measurements) {
    for (const auto& [key, value] : measurement.labels.pairs()) {
      if (seen.insert(key).second) keys.push_back(key);
    }
  }
  return keys;
}

std::optional<double> JudgedQuantile(const Measurement& measurement, double fraction) {
  const std::vector<double> seconds = JudgedSeconds(measurement);
  if (seconds.empty()) return std::nullopt;
  return Quantile(seconds, fraction);
}

template <typename Format>
std::string OrNothing(const std::optional<double>& value, Format format) {
  return value ? format(*value) : std::string();
}

// Every rate is of a case that is ok: what is not has no throughput.
std::string Rate(const Measurement& m, int64_t count, std::string (*format)(double)) {
  const auto seconds = MedianSeconds(m);
  if (!seconds || !(*seconds > 0) || count <= 0) return "";
  return format(static_cast<double>(count) / *seconds);
}

std::string OfFloor(const Measurement& m) {
  const auto seconds = MedianSeconds(m);
  if (!seconds || !(*seconds > 0) || !m.floor_seconds) return "";
  return FormatFraction(*m.floor_seconds / *seconds);
}

std::string Flags(const Measurement& m) {
  std::set<std::string> flags;
  for (const Visit& visit : m.visits) flags.insert(visit.flags.begin(), visit.flags.end());
  std::string text;
  for (const std::string& flag : flags) text += (text.empty() ? "" : ", ") + flag;
  return text;
}

std::string Launched(const Measurement& m) {
  std::string text;
  for (const LaunchedKernel& k : m.launched) {
    text += fmt::format("{}{} <{}, {}, {}>", text.empty() ? "" : " + ", ReadableKernelName(k.name),
                        k.grid[0], k.grid[1], k.grid[2]);
  }
  return text;
}

std::string Scientific(double value) { return fmt::format("{:.2g}", value); }

// THE TABLE of columns after the labels.
struct Column {
  std::string_view name;
  std::string_view css_class;
  std::string (*text)(const Measurement&);
};
constexpr std::string_view kNumber = "number";
const std::array<Column, 17> kColumns = {{
    {"status", "", [](const Measurement& m) { return std::string(StatusName(m.status)); }},
    {"median ms", kNumber,
     [](const Measurement& m) { return OrNothing(JudgedQuantile(m, 0.5), FormatMs); }},
    {"TFLOP/s", kNumber, [](const Measurement& m) { return Rate(m, m.flop_count, FormatTflops); }},
    {"GB/s", kNumber, [](const Measurement& m) { return Rate(m, m.byte_count, FormatGbps); }},
    {"of floor", kNumber, OfFloor},
    {"n", kNumber, [](const Measurement& m) { return std::to_string(JudgedSeconds(m).size()); }},
    {"min ms", kNumber,
     [](const Measurement& m) { return OrNothing(JudgedQuantile(m, 0), FormatMs); }},
    {"q1 ms", kNumber,
     [](const Measurement& m) { return OrNothing(JudgedQuantile(m, 0.25), FormatMs); }},
    {"q3 ms", kNumber,
     [](const Measurement& m) { return OrNothing(JudgedQuantile(m, 0.75), FormatMs); }},
    {"max ms", kNumber,
     [](const Measurement& m) { return OrNothing(JudgedQuantile(m, 1), FormatMs); }},
    {"floor ms", kNumber,
     [](const Measurement& m) { return OrNothing(m.floor_seconds, FormatMs); }},
    {"visits", kNumber, [](const Measurement& m) { return std::to_string(m.visits.size()); }},
    {"error", kNumber, [](const Measurement& m) { return OrNothing(m.max_error, Scientific); }},
    {"allowed", kNumber, [](const Measurement& m) { return OrNothing(m.error_bound, Scientific); }},
    {"flags", "", Flags},
    {"device kernels", "", Launched},
    {"reason", "reason", [](const Measurement& m) { return m.reason; }},
}};

std::string RenderCase(const Measurement& measurement, const std::vector<std::string>& keys) {
  std::string html = "<tr>";
  for (const std::string& key : keys) {
    html += "<td>" + EscapeMarkup(measurement.labels.Get(key)) + "</td>";
  }
  for (const Column& column : kColumns) {
    const std::string css_class = column.name == "status"
                                      ? fmt::format("status-{}", StatusName(measurement.status))
                                      : std::string(column.css_class);
    html +=
        fmt::format("<td class=\"{}\">{}</td>", css_class, EscapeMarkup(column.text(measurement)));
  }
  return html + "</tr>\n";
}

}  // namespace

std::string RenderFigureTable(const FigurePanel& panel) {
  const std::vector<FigureTableRow> rows = BuildTable(panel);
  if (!HasCells(rows)) {
    return "<p class=\"muted\">No measured point is near a cell of the table.</p>\n";
  }
  std::vector<std::string> names = {"hidden size"};
  for (const int64_t alignment_class : kFigureClasses) {
    names.push_back(fmt::format("h/a = {}", alignment_class));
  }
  std::string html = "<div class=\"wide\"><table class=\"figure-table\">\n" + RenderHeader(names);
  html += "<tbody>\n";
  for (const FigureTableRow& row : rows) {
    html += fmt::format("<tr><th scope=\"row\" class=\"number\">{}</th>", row.hidden_size);
    for (const FigureTableCell& cell : row.cells) html += RenderFigureCell(cell);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string RenderClaims(const FigurePanel& panel) {
  std::string html = "<div class=\"wide\"><table class=\"claims\">\n";
  html += RenderHeader({"", "answer", "claim and evidence"}) + "<tbody>\n";
  for (const CheckedClaim& checked : CheckClaims(panel)) {
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"answer {}\">{}</td><td>{}<br><span "
        "class=\"evidence\">{}</span></td></tr>\n",
        checked.claim->id, AnswerClass(checked.answer), AnswerName(checked.answer),
        EscapeMarkup(checked.claim->sentence), EscapeMarkup(checked.evidence));
  }
  return html + "</tbody></table></div>\n";
}

std::string RenderCases(const Run& run) {
  const std::vector<std::string> keys = LabelKeys(run);
  std::string html = "<div class=\"tall\"><table class=\"cases\">\n<thead><tr>";
  const auto add_header = [&](std::string_view name) {
    html += "<th scope=\"col\"><button type=\"button\">" + EscapeMarkup(name) + "</button></th>";
  };
  for (const std::string& key : keys) add_header(key);
  for (const Column& column : kColumns) add_header(column.name);
  html += "</tr></thead>\n<tbody>\n";
  for (const Measurement& measurement : run.measurements) html += RenderCase(measurement, keys);
  return html + "</tbody></table></div>\n";
}

std::string RenderLabels(const Labels& labels) {
  if (labels.empty()) return "<p class=\"muted\">Nothing was recorded.</p>\n";
  std::string html = "<dl class=\"facts\">\n";
  for (const auto& [key, value] : labels.pairs()) {
    html += "<div><dt>" + EscapeMarkup(key) + "</dt><dd>" + EscapeMarkup(value) + "</dd></div>\n";
  }
  return html + "</dl>\n";
}

std::string RenderCeilings(const Run& run) {
  if (run.ceilings.empty()) return "<p class=\"muted\">No ceilings were measured.</p>\n";
  std::string html =
      "<div class=\"wide\"><table>\n" + RenderHeader({"ceiling", "at", "GB/s", "TFLOP/s"});
  html += "<tbody>\n";
  for (const Ceiling& ceiling : run.ceilings) {
    html += fmt::format(
        "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        EscapeMarkup(ceiling.name), EscapeMarkup(ceiling.at),
        OrNothing(ceiling.bytes_per_second, FormatGbps),
        OrNothing(ceiling.flops_per_second, FormatTflops));
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace attnwatch
