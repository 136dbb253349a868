// SPDX-License-Identifier: Apache-2.0
//
// Claims that compare the lines with the paper, with the kernels that ran, and with the machine.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "report/claim_checks.h"
#include "report/units.h"

namespace attnwatch {
namespace {

// The figure's line ends, read off by eye: the authors' own log differs from them by up to 28 %.
constexpr std::array<double, kFigureClasses.size()> kLineEndTflops = {70,  90,  105, 120,
                                                                      130, 140, 150};
constexpr double kReadByEye = 0.30;
constexpr std::string_view kFigureDevice = "a100";

// A measured floor is itself uncertain: the suite calls a time impossible below 0.97 of it.
constexpr double kFractionMax = 1 / 0.97;

constexpr size_t kSwitchesListed = 6;

bool IsFiguresProblem(const FigurePanel& panel) {
  return panel.device.find(kFigureDevice) != std::string::npos && panel.dtype == "float16" &&
         panel.batch == "4" && panel.heads == "96" && panel.seq_len == "2048";
}

// The last point, where it is within the last one and a half ticks (class 64 ends at 30720, class
// 32 at 27648).
const FigurePoint* LineEnd(const FigureLine& line) {
  constexpr int64_t kEndMin = kFigureHiddenSizeMax - kFigureTick * 3 / 2;
  if (line.points.empty() || line.points.back().hidden_size < kEndMin) return nullptr;
  return &line.points.back();
}

struct KernelSummary {
  size_t recorded = 0;
  size_t switch_count = 0;
  std::string kernels;   // how many each class has
  std::string switches;  // where
};

void SummariseLine(const FigureLine& line, KernelSummary* summary) {
  std::set<std::string> names;
  const FigurePoint* previous = nullptr;
  for (const FigurePoint& point : line.points) {
    if (point.launched.empty()) continue;
    ++summary->recorded;
    names.insert(point.launched);
    if (previous != nullptr && previous->launched != point.launched) {
      if (++summary->switch_count <= kSwitchesListed) {
        summary->switches +=
            fmt::format("{} d = {} to {} (class {})", summary->switch_count == 1 ? ":" : ",",
                        previous->head_dim, point.head_dim, line.alignment_class);
      }
    }
    previous = &point;
  }
  if (names.empty()) return;
  summary->kernels += fmt::format("{}{} of class {}", summary->kernels.empty() ? " " : ", ",
                                  names.size(), line.alignment_class);
}

}  // namespace

ClaimAnswer CheckLineEnds(const FigurePanel& panel) {
  std::string ends;
  double worst = 0;
  size_t missing = 0;
  for (size_t i = 0; i < panel.lines.size(); ++i) {
    const FigurePoint* end = LineEnd(panel.lines[i]);
    ends += i == 0 ? "" : ", ";
    ends += end == nullptr ? "-" : FormatTflops(end->flops_per_second);
    if (end == nullptr) {
      ++missing;
    } else {
      worst = std::max(worst, std::abs(end->flops_per_second / 1e12 / kLineEndTflops[i] - 1));
    }
  }
  if (missing == panel.lines.size()) {
    return {Answer::kCannotTell, "No line of this run comes near hidden size 32768."};
  }
  if (!IsFiguresProblem(panel)) {
    return {
        Answer::kCannotTell,
        fmt::format("The figure's values are an A100's (float16, b=4, a=96, s=2048); the lines of "
                    "this run end at {} TFLOP/s.",
                    ends)};
  }
  std::string evidence = fmt::format(
      "The lines end at {} TFLOP/s, at most {:.0f} % from the figure's values, which were "
      "read by eye (allowed: {:.0f} %).",
      ends, worst * 100, kReadByEye * 100);
  if (worst > kReadByEye) return {Answer::kDoesNotHold, std::move(evidence)};
  return {missing == 0 ? Answer::kHolds : Answer::kCannotTell, std::move(evidence)};
}

ClaimAnswer CheckKernelsPerClass(const FigurePanel& panel) {
  KernelSummary summary;
  for (const FigureLine& line : panel.lines) SummariseLine(line, &summary);
  if (summary.recorded == 0) return {Answer::kCannotTell, "Kernel names were not recorded."};
  // The names themselves are listed under "What ran".
  std::string evidence = fmt::format("Recorded for {} of {} points; kernels:{};", summary.recorded,
                                     panel.point_count(), summary.kernels);
  if (summary.switch_count == 0) {
    const bool all = summary.recorded == panel.point_count();
    return {all ? Answer::kHolds : Answer::kCannotTell, evidence + " no switch inside a class."};
  }
  evidence += fmt::format(" {} switches inside a class{}{}", summary.switch_count, summary.switches,
                          summary.switch_count > kSwitchesListed ? ", ..." : ".");
  return {Answer::kDoesNotHold, std::move(evidence)};
}

ClaimAnswer CheckNothingBeatsItsFloor(const FigurePanel& panel) {
  size_t known = 0;
  size_t impossible = 0;
  double largest = 0;
  std::string where;
  const auto add = [&](const std::optional<double>& fraction, const std::string& head_dim) {
    if (!fraction) return;
    ++known;
    if (*fraction > kFractionMax) ++impossible;
    if (*fraction <= largest) return;
    largest = *fraction;
    where = head_dim;
  };
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& p : line.points) add(p.fraction_of_floor, std::to_string(p.head_dim));
  }
  // What the suite itself refused as impossible still counts here.
  for (const UndrawnCase& undrawn : panel.undrawn) add(undrawn.fraction_of_floor, undrawn.head_dim);
  if (known == 0) return {Answer::kCannotTell, "No floor is known: the run has no ceilings."};
  return {impossible == 0 ? Answer::kHolds : Answer::kDoesNotHold,
          fmt::format("{} of {} points run at more than {:.2f} times the speed of their floor; the "
                      "largest fraction of floor is {:.2f}, at d = {}{}.",
                      impossible, known, kFractionMax, largest, where,
                      impossible > 0 ? " (caches and turbo can do this on a CPU)" : "")};
}

}  // namespace attnwatch
