// SPDX-License-Identifier: Apache-2.0
#include "compare/elasticity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/testing/synthetic_process.h"

namespace attnwatch {
namespace {

CaseSummary MakeSummary(const std::vector<std::pair<double, double>>& clock_and_time) {
  CaseSummary summary;
  summary.status = Status::kOk;
  for (const auto& [clock, time] : clock_and_time) {
    VisitSummary visit;
    visit.log_clock = clock;
    visit.log_median = time;
    visit.log_seconds = {time};
    summary.visits.push_back(visit);
  }
  summary.sample_count = clock_and_time.size();
  return summary;
}

Elasticity Fitted(double value, double error) {
  Elasticity elasticity;
  elasticity.source = ElasticitySource::kFitted;
  elasticity.value = elasticity.fitted = value;
  elasticity.standard_error = elasticity.fitted_error = error;
  return elasticity;
}

// Two processes on parallel lines: the distance between them does not matter.
TEST(Elasticity, IsTheSlopeWithinProcesses) {
  const CaseSummary a = MakeSummary({{1.0, 5.0}, {1.1, 4.95}, {1.2, 4.9}});
  const CaseSummary b = MakeSummary({{1.4, 7.0}, {1.5, 6.95}});
  const Elasticity elasticity = FitElasticity({&a, &b});
  EXPECT_EQ(elasticity.source, ElasticitySource::kFitted);
  EXPECT_NEAR(elasticity.value, -0.5, 1e-12);
  EXPECT_NEAR(elasticity.standard_error, 0, 1e-12);
  EXPECT_NEAR(elasticity.reference_log_clock, 1.24, 1e-12);
  EXPECT_EQ(elasticity.visit_count, 5u);
}

// By hand, least squares: x = -1 0 0 1, y = 1 1 -1 -1: slope -1; residuals 0 1 -1 0, whose MAD is
// 0.5, so that Huber's limit is 0.997 and the weights of the two are 0.997.
TEST(Elasticity, HasTheErrorOfTheSlope) {
  const CaseSummary a = MakeSummary({{-1, 1}, {0, 1}, {0, -1}, {1, -1}});
  const Elasticity elasticity = FitElasticity({&a});
  EXPECT_NEAR(elasticity.value, -1, 1e-12);
  EXPECT_NEAR(elasticity.standard_error, std::sqrt(2 * 1.345 * 1.4826 * 0.5 / 2 / 2), 1e-4);
}

TEST(Elasticity, IsNotMovedByOneDisturbedVisit) {
  std::vector<std::pair<double, double>> visits;
  for (int i = 0; i < 20; ++i) {
    const double clock = 0.001 * i;
    visits.emplace_back(clock, -0.8 * clock + 1e-5 * NormalHash(1, 2, static_cast<uint64_t>(i)));
  }
  visits.back().second += 0.1;
  const CaseSummary a = MakeSummary(visits);
  EXPECT_NEAR(FitElasticity({&a}).value, -0.8, 0.01);
}

TEST(Elasticity, IsZeroWithoutAClockAndSaysSo) {
  CaseSummary a = MakeSummary({{1, 1}, {2, 2}, {3, 3}, {4, 4}});
  a.visits[1].log_clock.reset();
  const Elasticity elasticity = FitElasticity({&a});
  EXPECT_EQ(ElasticitySourceName(elasticity.source), "no clock");
  EXPECT_EQ(elasticity.value, 0);
  EXPECT_EQ(FitElasticity({}).source, ElasticitySource::kNoClock);
}

TEST(Elasticity, IsZeroWhereTheClockDoesNotVary) {
  const CaseSummary a = MakeSummary({{1, 1}, {1, 2}, {1.00001, 3}, {1, 4}});
  EXPECT_EQ(ElasticitySourceName(FitElasticity({&a}).source), "constant clock");
  const CaseSummary two = MakeSummary({{1, 1}, {2, 2}});
  EXPECT_EQ(FitElasticity({&two}).source, ElasticitySource::kConstantClock);
}

// By hand: errors all 0.1, values 0 -0.2 -0.4: Q = 8, C = 200, spread (8 - 2) / 200 = 0.03, own
// share 0.03 / 0.04.
TEST(Elasticity, ShrinksTowardsItsGroup) {
  std::vector<Elasticity> all = {Fitted(0, 0.1), Fitted(-0.2, 0.1), Fitted(-0.4, 0.1)};
  ShrinkElasticities({&all[0], &all[1], &all[2]});
  EXPECT_NEAR(all[0].value, -0.05, 1e-12);
  EXPECT_NEAR(all[1].value, -0.2, 1e-12);
  EXPECT_NEAR(all[2].value, -0.35, 1e-12);
  EXPECT_NEAR(all[0].standard_error, std::sqrt(0.75 * 0.01), 1e-12);
  EXPECT_EQ(all[0].fitted, 0);
}

TEST(Elasticity, BecomesTheGroupsWhereItsOwnIsUnknown) {
  std::vector<Elasticity> all = {Fitted(-0.9, 0.01), Fitted(-0.9, 0.01), Fitted(-0.91, 0.01),
                                 Fitted(3, 10)};
  ShrinkElasticities({&all[0], &all[1], &all[2], &all[3]});
  EXPECT_NEAR(all[3].value, -0.903, 0.001);
}

TEST(Elasticity, OfATableIsFoundAndClipped) {
  std::vector<SyntheticPoint> points = {MakePoint(65), MakePoint(66), MakePoint(67)};
  points[1].elasticity = 0.5;
  SyntheticProcess quiet;
  quiet.visit_noise = 0.0001;
  const attnwatch::Run a = MakeProcess(quiet, points);
  quiet.number = 2;
  const attnwatch::Run b = MakeProcess(quiet, points);
  const std::vector<Elasticity> elasticities = FitElasticities(BuildCaseTable({&a, &b}));
  EXPECT_NEAR(elasticities[0].value, -0.9, 0.02);
  EXPECT_EQ(elasticities[1].value, 0);
  EXPECT_NEAR(elasticities[1].fitted, 0.5, 0.02);
}

}  // namespace
}  // namespace attnwatch
