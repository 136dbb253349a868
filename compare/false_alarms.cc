// SPDX-License-Identifier: Apache-2.0
#include "compare/false_alarms.h"

#include <cmath>
#include <random>

#include "compare/distributions.h"
#include "compare/judgement.h"
#include "compare/power/replayed_session.h"
#include "compare/rank_test.h"

namespace attnwatch {
namespace {

constexpr double kConfidence = 0.95;
constexpr size_t kScreenPairs = 2;
constexpr size_t kConfirmPairsLeast = 6;

// Two processes of one case, by the rules that people use.
struct Rule {
  const char* name;
  bool (*is_alarm)(const CaseSummary& a, const CaseSummary& b);
};

std::vector<double> Samples(const CaseSummary& summary) {
  std::vector<double> samples;
  samples.reserve(summary.sample_count);
  for (const VisitSummary& visit : summary.visits) {
    samples.insert(samples.end(), visit.log_seconds.begin(), visit.log_seconds.end());
  }
  return samples;
}

template <int kPercent>
bool Beyond(double a, double b) {
  return std::abs(b - a) > std::log1p(kPercent / 100.0);
}

constexpr Rule kRules[] = {
    {"2 % on the median",
     [](const CaseSummary& a, const CaseSummary& b) {
       return Beyond<2>(a.log_median, b.log_median);
     }},
    {"5 % on the median",
     [](const CaseSummary& a, const CaseSummary& b) {
       return Beyond<5>(a.log_median, b.log_median);
     }},
    {"2 % on the minimum",
     [](const CaseSummary& a, const CaseSummary& b) { return Beyond<2>(a.log_min, b.log_min); }},
    {"5 % on the minimum",
     [](const CaseSummary& a, const CaseSummary& b) { return Beyond<5>(a.log_min, b.log_min); }},
    {"Mann-Whitney at 0.05",
     [](const CaseSummary& a, const CaseSummary& b) {
       return MannWhitneyPValue(Samples(a), Samples(b)) < 0.05;
     }},
};

void Add(size_t alarms, AlarmRow* row) {
  ++row->comparisons;
  row->alarms += alarms;
  row->with_alarm += alarms > 0 ? 1 : 0;
}

AlarmRow CountRule(const Rule& rule, const std::vector<CaseRow>& table, size_t run_count) {
  AlarmRow counted;
  counted.rule = rule.name;
  for (size_t a = 0; a < run_count; ++a) {
    for (size_t b = a + 1; b < run_count; ++b) {
      size_t alarms = 0;
      for (const CaseRow& row : table) {
        const auto& of_a = row.processes[a];
        const auto& of_b = row.processes[b];
        if (!of_a || !of_b || !of_a->measured() || !of_b->measured()) continue;
        ++counted.decisions;
        alarms += rule.is_alarm(*of_a, *of_b) ? 1 : 0;
      }
      Add(alarms, &counted);
    }
  }
  return counted;
}

bool IsAlarm(Verdict verdict) {
  return verdict == Verdict::kRegressed || verdict == Verdict::kMinor ||
         verdict == Verdict::kImproved;
}

void AddJudgement(const Judgement& judgement, size_t suspects, AlarmRow* row) {
  size_t alarms = 0;
  for (const JudgedPoint& point : judgement.points) {
    alarms += IsAlarm(point.verdict) ? 1 : 0;
    row->inconclusive += point.verdict == Verdict::kInconclusive ? 1 : 0;
  }
  for (const Shift& shift : judgement.shifts) row->shifts += IsAlarm(shift.verdict) ? 1 : 0;
  row->decisions += judgement.points.size();
  row->suspects += suspects;
  Add(alarms, row);
}

AlarmRow CountOnce(const std::vector<const Run*>& runs, const NoiseRecord& noise) {
  AlarmRow row;
  row.rule = "attnwatch, one pair";
  for (size_t a = 0; a < runs.size(); ++a) {
    for (size_t b = a + 1; b < runs.size(); ++b) {
      const std::vector<ArmRun> pair = {{Arm::kBaseline, 0, runs[a]},
                                        {Arm::kCandidate, 0, runs[b]}};
      AddJudgement(JudgeOnce(pair, Policy{}, &noise), 0, &row);
    }
  }
  return row;
}

// The pairs of the last look that so many fresh pairs allow.
size_t LastLook(size_t fresh_pairs) {
  size_t pairs = 0;
  for (const Look& look : Policy{}.looks) {
    if (look.pairs <= fresh_pairs) pairs = look.pairs;
  }
  return pairs;
}

AlarmRow CountGate(const std::string& name, const std::vector<const Run*>& runs,
                   const NoiseRecord* noise, int splits) {
  AlarmRow row;
  row.rule = name;
  std::mt19937_64 random(1);
  for (int i = 0; i < splits; ++i) {
    ReplayedSession session(runs, kAllRounds, {}, random());
    const SessionVerdict verdict = JudgeSession(&session, Policy{}, noise, kScreenPairs);
    AddJudgement(verdict.judgement, verdict.judgement.suspect_count, &row);
  }
  return row;
}

}  // namespace

FalseAlarms CountFalseAlarms(const std::vector<const Run*>& runs, const NoiseRecord& noise,
                             int splits) {
  FalseAlarms counted;
  counted.run_count = runs.size();
  const std::vector<CaseRow> table = BuildCaseTable(runs);
  for (const Rule& rule : kRules) counted.rows.push_back(CountRule(rule, table, runs.size()));
  counted.rows.push_back(CountOnce(runs, noise));

  const size_t pairs = runs.size() / 2;
  if (pairs < kScreenPairs + kConfirmPairsLeast) return counted;
  counted.screen_pairs = kScreenPairs;
  counted.confirm_pairs = LastLook(pairs - kScreenPairs);
  counted.rows.push_back(CountGate("attnwatch, gate", runs, &noise, splits));
  counted.rows.push_back(CountGate("attnwatch, gate without a record", runs, nullptr, splits));
  return counted;
}

double AlarmsUpperBound(const AlarmRow& row) {
  if (row.decisions == 0) return 0;
  const double a_comparison =
      static_cast<double>(row.decisions) / static_cast<double>(row.comparisons);
  return a_comparison * BinomialUpperBound(static_cast<int64_t>(row.alarms),
                                           static_cast<int64_t>(row.decisions), kConfidence);
}

double AnyAlarmUpperBound(const AlarmRow& row) {
  if (row.comparisons == 0) return 1;
  return BinomialUpperBound(static_cast<int64_t>(row.with_alarm),
                            static_cast<int64_t>(row.comparisons), kConfidence);
}

}  // namespace attnwatch
