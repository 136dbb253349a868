// SPDX-License-Identifier: Apache-2.0
#include "report/testing/claim_panels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

CheckedClaim Check(const FigurePanel& panel, std::string_view id) {
  for (const CheckedClaim& checked : CheckClaims(panel)) {
    if (checked.claim->id == id) return checked;
  }
  ADD_FAILURE() << "no claim " << id;
  return {&Claims()[0], Answer::kCannotTell, ""};
}

void SetThroughput(double flops_per_second, FigurePoint* point) {
  const double factor = point->flops_per_second / flops_per_second;
  point->flops_per_second = flops_per_second;
  point->seconds *= factor;
  point->first_quartile_seconds *= factor;
  point->third_quartile_seconds *= factor;
  if (point->fraction_of_floor) *point->fraction_of_floor /= factor;
}

}  // namespace

void ExpectAnswer(const FigurePanel& panel, std::string_view id, Answer answer,
                  const std::string& evidence) {
  const CheckedClaim checked = Check(panel, id);
  EXPECT_EQ(AnswerName(checked.answer), AnswerName(answer)) << id << ": " << checked.evidence;
  EXPECT_THAT(checked.evidence, HasSubstr(evidence)) << id;
}

FigurePanel FullPanel() { return BuildFigure(SyntheticRun()).panels[0]; }

FigurePanel ShapedPanel(const std::function<double(double, int64_t)>& throughput) {
  FigurePanel panel = FullPanel();
  for (FigureLine& line : panel.lines) {
    for (FigurePoint& point : line.points) {
      SetThroughput(throughput(static_cast<double>(point.head_dim), line.alignment_class), &point);
    }
  }
  return panel;
}

FigurePanel FlatLadderPanel() {
  return ShapedPanel([](double d, int64_t) { return 1e11 * d; });
}

FigurePoint& At(FigurePanel* panel, int64_t head_dim) {
  for (FigurePoint& point : panel->lines[*ClassIndex(FigureClass(head_dim))].points) {
    if (point.head_dim == head_dim) return point;
  }
  throw std::logic_error("no such point");
}

void Scale(double factor, int64_t head_dim, FigurePanel* panel) {
  FigurePoint& point = At(panel, head_dim);
  SetThroughput(point.flops_per_second * factor, &point);
}

FigurePanel SparsePanel(size_t count) {
  FigurePanel panel = FullPanel();
  for (FigureLine& line : panel.lines) line.points.resize(std::min(line.points.size(), count));
  return panel;
}

void SetSpread(double spread, FigurePanel* panel) {
  for (FigureLine& line : panel->lines) {
    for (FigurePoint& point : line.points) {
      point.first_quartile_seconds = point.seconds * (1 - spread);
      point.third_quartile_seconds = point.seconds * (1 + spread);
    }
  }
}

}  // namespace attnwatch
