// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

void ExpectFitsTheTerminal(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

FigurePanel Panel(const std::vector<Measurement>& measurements) {
  Run run;
  run.measurements = measurements;
  return BuildFigure(run).panels[0];
}

TEST(BuildTableTest, TakesEveryCellOfAFullRunFromItsOwnPoint) {
  const FigurePanel panel = BuildFigure(SyntheticRun()).panels[0];
  const auto rows = BuildTable(panel);
  ASSERT_EQ(rows.size(), 8u);
  EXPECT_EQ(rows[7].hidden_size, 32768);
  for (const FigureTableRow& row : rows) {
    for (const FigureTableCell& cell : row.cells) EXPECT_TRUE(cell.is_exact());
  }
  EXPECT_EQ(rows[0].cells[0].point->head_dim, 43);
}

TEST(BuildTableTest, StandsInTheNearestPointOfTheClassWithinHalfATick) {
  // The cell (4096, class 1) is head_dim 43; 41 is 160 away, 65 is beyond half a tick.
  const FigurePanel near =
      Panel({SyntheticMeasurement(41, 0.001), SyntheticMeasurement(65, 0.001)});
  const FigureTableCell cell = BuildTable(near)[0].cells[0];
  ASSERT_NE(cell.point, nullptr);
  EXPECT_EQ(cell.point->head_dim, 41);
  EXPECT_FALSE(cell.is_exact());
  const FigurePanel far = Panel({SyntheticMeasurement(65, 0.001)});
  EXPECT_EQ(BuildTable(far)[0].cells[0].point, nullptr);
}

TEST(FormatTableTest, AlignsCellsAndMarksStandIns) {
  const FigurePanel panel =
      Panel({SyntheticMeasurement(43, 0.001), SyntheticMeasurement(46, 0.001)});
  const std::string text = FormatTable(panel);
  EXPECT_EQ(
      text.substr(0, text.find("fraction of floor")),
      "TFLOP/s at the median of 12 samples a point\n"
      "  hidden size    h/a = 1     h/a = 2     h/a = 4     h/a = 8    h/a = 16    h/a = 32    "
      "h/a = 64\n"
      "         4096      138.5       148.2~          -           -           -           -   "
      "        -\n"
      "         8192          -           -           -           -           -           -   "
      "        -\n" +
          [] {
            std::string rows;
            for (int hidden_size = 12288; hidden_size <= 32768; hidden_size += 4096) {
              rows += "        " + std::to_string(hidden_size);
              for (int i = 0; i < 7; ++i) rows += i == 0 ? "          -" : "           -";
              rows += '\n';
            }
            return rows;
          }());
  EXPECT_NE(
      text.find("~ nearest measured head_dim of the class instead of the cell's own: 46 for 42"),
      std::string::npos);
  ExpectFitsTheTerminal(text);
}

TEST(FormatTableTest, HasNoTableOfFloorsWhereNoneIsKnown) {
  Measurement measurement = SyntheticMeasurement(43, 0.001);
  measurement.floor_seconds.reset();
  EXPECT_EQ(FormatTable(Panel({measurement})).find("floor"), std::string::npos);
}

TEST(FormatTableTest, ShowsFourDigitsOfACpu) {
  EXPECT_NE(FormatTable(Panel({SyntheticMeasurement(43, 2.5)})).find(" 0.05541 "),
            std::string::npos)
      << FormatTable(Panel({SyntheticMeasurement(43, 2.5)}));
}

TEST(FormatTableTest, SaysThatASmallGridLiesBesideTheTable) {
  EXPECT_EQ(FormatTable(Panel({SyntheticMeasurement(3, 0.001)})),
            "None of its 1 points, hidden size 288 at most, is near a cell of the table.\n");
}

TEST(FormatUndrawnTest, ListsEveryCaseWithItsReason) {
  std::vector<Measurement> measurements;
  for (const int64_t d : {1, 2, 3, 9}) {
    measurements.push_back(SyntheticMeasurement(d, 0.001));
    measurements.back().status = Status::kUnsupported;
    measurements.back().reason = "no bfloat16\x1b[31m here";
  }
  measurements.push_back(SyntheticMeasurement(64, 0.001));
  measurements.back().status = Status::kFailed;
  const std::string text = FormatUndrawn(Panel(measurements));
  EXPECT_EQ(text,
            "Not measured: 5 cases\n"
            "  failed: no reason given (1 case): d = 64\n"
            "  unsupported: no bfloat16\\x1b[31m here (4 cases): d = 1-3, 9\n");
  EXPECT_EQ(FormatUndrawn(BuildFigure(SyntheticRun()).panels[0]), "");
}

TEST(FormatTableTest, FitsTheTerminalForAFullRun) {
  ExpectFitsTheTerminal(FormatTable(BuildFigure(SyntheticRun()).panels[0]));
}

}  // namespace
}  // namespace attnwatch
