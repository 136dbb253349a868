// SPDX-License-Identifier: Apache-2.0
#include "compare/false_alarms.h"

#include <cmath>
#include <random>

#include "compare/distributions.h"
#include "compare/judgement.h"
#include "compare/rank_test.h"

namespace attnwatch {
namespace {

constexpr double kConfidence = 0.95;
constexpr size_t kScreenPairs = 2;

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

// The runs of one comparison, in the order taken.
struct Split {
  std::vector<ArmRun> screened;
  std::vector<ArmRun> fresh;
};

Split MakeSplit(const std::vector<const Run*>& runs, std::mt19937_64* random) {
  const size_t pairs = runs.size() / 2;
  const size_t first = (*random)() % pairs;
  const size_t second = (first + 1 + (*random)() % (pairs - 1)) % pairs;
  Split split;
  for (size_t pair = 0; pair < pairs; ++pair) {
    const size_t swap = (*random)() % 2;
    auto* stage = pair == first || pair == second ? &split.screened : &split.fresh;
    const int number = static_cast<int>(pair);
    stage->push_back({Arm::kBaseline, number, runs[2 * pair + swap]});
    stage->push_back({Arm::kCandidate, number, runs[2 * pair + 1 - swap]});
  }
  return split;
}

// The looks that `pairs` fresh pairs allow.
Policy PolicyFor(size_t pairs) {
  Policy policy;
  while (!policy.looks.empty() && policy.looks.back().pairs > pairs) policy.looks.pop_back();
  return policy;
}

AlarmRow CountGate(const std::string& name, const std::vector<const Run*>& runs,
                   const Policy& policy, const NoiseRecord* noise, int splits) {
  AlarmRow row;
  row.rule = name;
  std::mt19937_64 random(1);
  for (int i = 0; i < splits; ++i) {
    const Split split = MakeSplit(runs, &random);
    Judgement judgement = Screen(split.screened, policy, noise);
    const size_t suspects = judgement.suspect_count;
    while (!judgement.open.empty()) {
      judgement = Confirm(judgement, split.screened, split.fresh, policy, noise);
    }
    AddJudgement(judgement, suspects, &row);
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
  const Policy policy = PolicyFor(pairs < kScreenPairs ? 0 : pairs - kScreenPairs);
  if (policy.looks.empty()) return counted;
  counted.screen_pairs = kScreenPairs;
  counted.confirm_pairs = policy.looks.back().pairs;
  counted.rows.push_back(CountGate("attnwatch, gate", runs, policy, &noise, splits));
  counted.rows.push_back(
      CountGate("attnwatch, gate without a record", runs, policy, nullptr, splits));
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
