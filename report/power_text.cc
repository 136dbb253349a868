// SPDX-License-Identifier: Apache-2.0
#include "report/power_text.h"

#include <fmt/format.h>

namespace attnwatch {
namespace {

double Share(size_t count, size_t of) {
  return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
}

std::string FormatScenarioHead(const PowerRow& row) {
  std::string text = fmt::format("\n{}: {} clean sessions, {} planted\n", row.scenario,
                                 row.clean_sessions, row.planted_sessions);
  text += fmt::format("  {:<28}{:>9}{:>7}{:>8}{:>7}{:>8}{:>7}{:>7}", "", "alarms", "any", "at most",
                      "shifts", "beside", "s", "s");
  for (const SizePower& size : row.sizes) text += fmt::format("{:>7.3g} %", size.fraction * 100);
  return text + fmt::format("{:>8}\n", "named");
}

// Named shifts are ours alone.
std::string FormatNamed(const PowerRow& row, bool is_ours) {
  const bool is_shift = row.sizes.size() == 1;
  if (!is_ours || !is_shift) return fmt::format("{:>8}\n", "-");
  return fmt::format("{:>8.3f}\n", Share(row.named, row.planted_sessions));
}

std::string FormatRow(const PowerRow& row, bool is_ours) {
  std::string text = fmt::format(
      "  {:<28}{:>9.3f}{:>7.3f}{:>8.3f}{:>7.3f}{:>8.3f}{:>7.0f}{:>7.0f}", row.rule,
      Share(row.clean_alarms, row.clean_sessions), Share(row.clean_with_alarm, row.clean_sessions),
      AnyAlarmUpperBound(row), Share(row.clean_shifts, row.clean_sessions),
      Share(row.bystander_alarms, row.planted_sessions), row.clean_seconds, row.planted_seconds);
  for (const SizePower& size : row.sizes) {
    text += fmt::format("{:>9.3f}", Share(size.regressed, size.planted));
  }
  text += FormatNamed(row, is_ours);
  if (!is_ours) return text;
  text += fmt::format("  {:<81}", "  or called minor");
  for (const SizePower& size : row.sizes) {
    text += fmt::format("{:>9.3f}", Share(size.regressed + size.minor, size.planted));
  }
  return text + "\n";
}

}  // namespace

std::string FormatPowerStudy(const std::vector<PowerRow>& rows) {
  std::string text =
      "Alarms: cases of identical code called slower, a clean session; any: clean sessions with "
      "an alarm,\nand the 95 % upper bound on that share (Clopper and Pearson); beside: cases "
      "called slower that "
      "had no planting,\na planted session; shifts: classes or wholes called slower, a clean "
      "session; s: device seconds, a clean and a planted session; "
      "then the share of planted cases\ncalled slower (by us: regressed, exit 1), and of planted "
      "sessions whose class or whole was named.\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool is_ours = i == 0 || rows[i].scenario != rows[i - 1].scenario;
    if (is_ours) text += FormatScenarioHead(rows[i]);
    text += FormatRow(rows[i], is_ours);
  }
  return text;
}

}  // namespace attnwatch
