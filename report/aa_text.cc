// SPDX-License-Identifier: Apache-2.0
#include "report/aa_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/robust.h"
#include "report/text.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// Logarithms of times, as percent: for differences this small they are the same.
constexpr double kPercent = 100;

// Six columns: three decimals up to 10 %.
std::string FormatPercent(double log_deviation) {
  const double percent = log_deviation * kPercent;
  return fmt::format("{:6.{}f}", percent, percent < 9.9995 ? 3 : 2);
}

std::string FormatSpread(const Spread& spread) {
  return FormatPercent(spread.median) + FormatPercent(spread.p95) + FormatPercent(spread.worst);
}

std::string FormatHead(const AaStudy& study, const AaOptions& options) {
  const size_t fitted = study.noise.run_ids.size();
  std::string text = fmt::format("Noise of {}: {} runs of identical code, {} cases\n",
                                 OneLine(study.noise.device_key), fitted + options.set_aside,
                                 study.noise.points.size());
  if (options.set_aside > 0) {
    text += fmt::format("{} runs are fitted, the last {} are set aside for the false alarms\n",
                        fitted, options.set_aside);
  }
  return text;
}

std::string FormatSpreads(const AaStudy& study) {
  std::string text =
      "\nStandard deviation of the difference of two processes, %: median over the points, 95th\n"
      "percentile and worst, of medians and minima as measured and of clock-adjusted medians\n";
  text += fmt::format("  {:<32}{:>6} {:>18} {:>18} {:>18}\n", "", "points", "median", "minimum",
                      "adjusted median");
  for (const SpreadRow& row : study.spread) {
    text +=
        fmt::format("  {:<32}{:>6} {} {} {}\n", OneLine(GroupName(row.group)), row.point_count,
                    FormatSpread(row.raw), FormatSpread(row.minimum), FormatSpread(row.adjusted));
  }
  return text;
}

std::vector<double> Collect(const AaStudy& study, const CaseGroup& group,
                            double (*value)(const PointNoise&)) {
  std::vector<double> values;
  for (const PointNoise& point : study.noise.points) {
    if (point.group == group) values.push_back(value(point));
  }
  return values;
}

double Middle(const AaStudy& study, const CaseGroup& group, double (*value)(const PointNoise&)) {
  return Percentile(Collect(study, group, value), 0.5);
}

std::string FormatTemperature(const GroupNoise& group) {
  if (!group.temperature_coefficient) return "-";
  return fmt::format("{:+.3f} +- {:.3f}", *group.temperature_coefficient * kPercent,
                     group.temperature_error * kPercent);
}

// The groups that points belong to, not their sums.
std::string FormatGroups(const AaStudy& study) {
  std::string text =
      "\nWhat it is made of, medians over the points: elasticity of time to clock (10th, 50th, "
      "90th\n"
      "percentile, error), one visit and one process around their means in %, and % per degree\n";
  text += fmt::format("  {:<32}{:>7}{:>7}{:>7}{:>8}{:>8}{:>9}  {}\n", "", "10th", "50th", "90th",
                      "error", "visit", "process", "temperature");
  for (const GroupNoise& group : study.noise.groups) {
    const std::vector<double> elasticities =
        Collect(study, group.group, [](const PointNoise& p) { return p.elasticity; });
    if (elasticities.empty()) continue;
    const auto error = [](const PointNoise& p) { return p.elasticity_error; };
    const auto visit = [](const PointNoise& p) { return std::sqrt(p.visit_variance); };
    const auto process = [](const PointNoise& p) { return std::sqrt(p.between_variance); };
    text +=
        fmt::format("  {:<32}{:>7.2f}{:>7.2f}{:>7.2f}{:>8.3f}{:>8.3f}{:>9.3f}  {}\n",
                    OneLine(GroupName(group.group)), Percentile(elasticities, 0.1),
                    Percentile(elasticities, 0.5), Percentile(elasticities, 0.9),
                    Middle(study, group.group, error), Middle(study, group.group, visit) * kPercent,
                    Middle(study, group.group, process) * kPercent, FormatTemperature(group));
  }
  return text;
}

std::string FormatUnadjusted(const AaStudy& study) {
  std::string text;
  for (const ElasticitySource source :
       {ElasticitySource::kNoClock, ElasticitySource::kConstantClock}) {
    const auto count =
        std::count_if(study.noise.points.begin(), study.noise.points.end(),
                      [&](const PointNoise& p) { return p.elasticity_source == source; });
    if (count == 0) continue;
    text += fmt::format(
        "  {} of {} cases have elasticity 0 because of {}: judged as measured\n", count,
        study.noise.points.size(),
        source == ElasticitySource::kNoClock ? "visits without a clock" : "a constant clock");
  }
  return text;
}

// The labels in which the cases differ, or all of them where they do not.
std::string ShortName(const AaStudy& study, const Labels& labels) {
  Labels distinct;
  for (const auto& [key, value] : labels.pairs()) {
    const bool differs = std::any_of(study.noise.points.begin(), study.noise.points.end(),
                                     [&, &key = key, &value = value](const PointNoise& p) {
                                       return p.labels.Get(key) != value;
                                     });
    if (differs) distinct.Set(key, value);
  }
  return distinct.empty() ? labels.Name() : distinct.Name();
}

std::string FormatTwoStates(const AaStudy& study) {
  std::string text = "\nTwo-state cases: ";
  if (study.noise.run_ids.size() < kTwoStateProcessesMin) {
    return text + fmt::format("not looked for, {} runs are too few to tell ({} are needed)\n",
                              study.noise.run_ids.size(), kTwoStateProcessesMin);
  }
  std::string lines;
  size_t count = 0;
  for (const PointNoise& point : study.noise.points) {
    if (!point.two_states) continue;
    ++count;
    lines += fmt::format("  {}: {:.2f} % apart, {:.0f} % of the processes in the smaller state\n",
                         OneLine(ShortName(study, point.labels)), point.two_states->gap * kPercent,
                         point.two_states->share * kPercent);
  }
  return text + fmt::format("{} of {}\n", count, study.noise.points.size()) + lines;
}

std::string FormatRounds(const AaStudy& study) {
  std::string text =
      "\nWhat samples buy: the same deviation, %, where only the first rounds are used\n";
  text += fmt::format("  {:>6}{:>10} {:>18} {:>18}\n", "rounds", "samples", "median",
                      "adjusted median");
  for (const RoundsRow& row : study.rounds) {
    text += fmt::format("  {:>6}{:>10.4g} {} {}\n", row.rounds, row.samples, FormatSpread(row.raw),
                        FormatSpread(row.adjusted));
  }
  return text;
}

double PerComparison(size_t count, const AlarmRow& row) {
  return static_cast<double>(count) / static_cast<double>(row.comparisons);
}

std::string FormatAlarmRow(const AlarmRow& row) {
  return fmt::format("  {:<32}{:>5}{:>9.3f}{:>9.3f}{:>7.3f}{:>7.3f}{:>9.2f}{:>9.2f}{:>7}\n",
                     row.rule, row.comparisons, PerComparison(row.alarms, row),
                     AlarmsUpperBound(row), PerComparison(row.with_alarm, row),
                     AnyAlarmUpperBound(row), PerComparison(row.suspects, row),
                     PerComparison(row.inconclusive, row), row.shifts);
}

std::string FormatGateNote(const FalseAlarms& alarms) {
  if (alarms.confirm_pairs == 0) {
    return fmt::format(
        "The gate (screen with 2 pairs, confirm with 6 or more) needs 16 runs to be tried; there "
        "are {}.",
        alarms.run_count);
  }
  return fmt::format(
      "The gate: random splits of the runs. Runs that follow each other are a pair, a coin gives "
      "the arms, {} pairs by lot screen, up to {} others confirm.",
      alarms.screen_pairs, alarms.confirm_pairs);
}

std::string FormatAlarms(const AaStudy& study, const AaOptions& options) {
  std::string text = fmt::format(
      "\nFalse alarms of rules on {} runs of identical code{}\n", study.alarms.run_count,
      options.set_aside > 0 ? " that were set aside" : ", on which the noise record was fitted");
  text += fmt::format("  {:<32}{:>5}{:>9}{:>9}{:>7}{:>7}{:>9}{:>9}{:>7}\n", "a comparison has",
                      "of", "alarms", "at most", "any", "most", "suspects", "inconcl.", "shifts");
  for (const AlarmRow& row : study.alarms.rows) {
    if (row.comparisons > 0) text += FormatAlarmRow(row);
  }
  const std::string note =
      "Cases called slower or faster, and whether there was any, with 95 % upper bounds (Clopper "
      "and "
      "Pearson). Rules on two runs: all pairs of the runs. The bounds take cases and comparisons "
      "for independent; pairs share runs, so they are "
      "narrower than the truth. \"attnwatch, one pair\" and the gate use the noise record. ";
  return text + WrapText(note + FormatGateNote(study.alarms), 2);
}

}  // namespace

std::string FormatAaStudy(const AaStudy& study, const AaOptions& options) {
  return FormatHead(study, options) + FormatSpreads(study) + FormatGroups(study) +
         FormatUnadjusted(study) + FormatTwoStates(study) + FormatRounds(study) +
         FormatAlarms(study, options);
}

}  // namespace attnwatch
