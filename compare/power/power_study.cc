// SPDX-License-Identifier: Apache-2.0
#include "compare/power/power_study.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include "compare/distributions.h"
#include "compare/power/peers.h"
#include "compare/power/plantings.h"
#include "compare/power/replayed_session.h"
#include "results/error.h"

namespace attnwatch {
namespace {

constexpr double kConfidence = 0.95;
constexpr size_t kRunsLeast = 16;  // to screen with two pairs and confirm with six
constexpr size_t kSinglesEach = 2;
const char* const kPlantedClass = "4";  // 43 of the figure's cases
constexpr double kClassFraction = 0.03;
constexpr double kGlobalFraction = 0.02;
constexpr size_t kAaRuns = 13;
constexpr uint64_t kAaSeed = 20261123;

const std::vector<double>& SingleFractions() {
  static const std::vector<double> fractions = {0.01, 0.015, 0.02, 0.03, 0.05};
  return fractions;
}

using MakeSession = std::function<std::unique_ptr<Session>(const Plantings&, uint64_t seed)>;

struct Scenario {
  std::string name;
  Planted planted;
  MakeSession make;
  std::shared_ptr<const NoiseRecord> own_noise;  // where the input's record is not the machine's
};

Plantings Plant(Planted planted, const std::vector<Labels>& cases, std::mt19937_64* random) {
  switch (planted) {
    case Planted::kSingles:
      return PlantSingles(cases, SingleFractions(), kSinglesEach, random);
    case Planted::kClass:
      return PlantClass(cases, kPlantedClass, kClassFraction);
    case Planted::kGlobal:
      return PlantAll(cases, kGlobalFraction);
  }
  return {};
}

// What a rule says of a case: nothing, slower by little, slower.
enum class Call { kNothing, kMinor, kSlower };

Call CallOf(Verdict verdict) {
  if (verdict == Verdict::kRegressed) return Call::kSlower;
  return verdict == Verdict::kMinor ? Call::kMinor : Call::kNothing;
}

SizePower* FindSize(double fraction, std::vector<SizePower>* sizes) {
  for (SizePower& size : *sizes) {
    if (std::abs(size.fraction - fraction) < 1e-9) return &size;
  }
  const auto after = std::find_if(sizes->begin(), sizes->end(),
                                  [&](const SizePower& size) { return size.fraction > fraction; });
  return &*sizes->insert(after, {fraction});
}

// Adds what a rule called in one session.
void AddCalls(const std::vector<Labels>& cases, const std::vector<Call>& calls,
              const Plantings& plantings, PowerRow* row) {
  size_t alarms = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    const auto planting = plantings.find(CaseKey(cases[i]));
    if (planting == plantings.end()) {
      alarms += calls[i] == Call::kSlower ? 1 : 0;
      continue;
    }
    SizePower* size = FindSize(std::expm1(planting->second), &row->sizes);
    ++size->planted;
    size->regressed += calls[i] == Call::kSlower ? 1 : 0;
    size->minor += calls[i] == Call::kMinor ? 1 : 0;
  }
  if (!plantings.empty()) {
    row->bystander_alarms += alarms;
    return;
  }
  row->clean_alarms += alarms;
  row->clean_with_alarm += alarms > 0 ? 1 : 0;
}

// A class, or all cases, as planted.
bool IsNamed(const std::vector<Shift>& shifts, Planted planted) {
  return std::any_of(shifts.begin(), shifts.end(), [&](const Shift& shift) {
    const bool is_class = shift.scope.alignment_class == kPlantedClass;
    const bool is_all = shift.scope.alignment_class.empty();
    const bool fits = planted == Planted::kClass ? is_class : is_all;
    return fits && shift.verdict == Verdict::kRegressed;
  });
}

size_t CountShifts(const std::vector<Shift>& shifts) {
  return static_cast<size_t>(std::count_if(shifts.begin(), shifts.end(), [](const Shift& shift) {
    return shift.verdict == Verdict::kRegressed || shift.verdict == Verdict::kMinor;
  }));
}

void AddOurs(const SessionVerdict& verdict, const Plantings& plantings, Planted planted,
             PowerRow* row) {
  std::vector<Labels> cases;
  std::vector<Call> calls;
  for (const JudgedPoint& point : verdict.judgement.points) {
    cases.push_back(point.labels);
    calls.push_back(CallOf(point.verdict));
  }
  AddCalls(cases, calls, plantings, row);
  if (plantings.empty()) row->clean_shifts += CountShifts(verdict.judgement.shifts);
  if (planted != Planted::kSingles)
    row->named += IsNamed(verdict.judgement.shifts, planted) ? 1 : 0;
}

void AddPeers(const ArmTable& arms, const Plantings& plantings, PowerRow* rows) {
  std::vector<Labels> cases;
  for (const CaseRow& row : arms.rows) cases.push_back(row.labels);
  for (size_t i = 0; i < PeerRules().size(); ++i) {
    std::vector<Call> calls;
    for (const bool slower : PeerRules()[i].find_slower(arms)) {
      calls.push_back(slower ? Call::kSlower : Call::kNothing);
    }
    AddCalls(cases, calls, plantings, &rows[i]);
  }
}

std::vector<PowerRow> MakeRows(const std::string& scenario) {
  std::vector<PowerRow> rows(1 + PeerRules().size());
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].scenario = scenario;
    rows[i].rule = i == 0 ? "attnwatch gate" : PeerRules()[i - 1].name;
  }
  return rows;
}

class Study {
 public:
  Study(const PowerOptions& options, const NoiseRecord* noise, std::vector<Labels> cases)
      : options_(options), noise_(noise), cases_(std::move(cases)) {}

  std::vector<PowerRow> Try(const Scenario& scenario) {
    std::mt19937_64 random(options_.seed);
    std::vector<PowerRow> rows = MakeRows(scenario.name);
    for (size_t i = 0; i < options_.sessions; ++i) {
      TrySession(scenario, {}, random(), &rows);
      TrySession(scenario, Plant(scenario.planted, cases_, &random), random(), &rows);
    }
    for (PowerRow& row : rows) {
      row.clean_seconds /= static_cast<double>(options_.sessions);
      row.planted_seconds /= static_cast<double>(options_.sessions);
    }
    return rows;
  }

 private:
  void TrySession(const Scenario& scenario, const Plantings& plantings, uint64_t seed,
                  std::vector<PowerRow>* rows) {
    const auto session = scenario.make(plantings, seed);
    const SessionVerdict verdict =
        JudgeSession(session.get(), options_.policy,
                     scenario.own_noise ? scenario.own_noise.get() : noise_, options_.screen_pairs);
    const bool clean = plantings.empty();
    AddOurs(verdict, plantings, clean ? Planted::kSingles : scenario.planted, &rows->front());
    AddPeers(BuildArmTable(verdict.screened), plantings, rows->data() + 1);
    for (size_t i = 0; i < rows->size(); ++i) {
      PowerRow& row = (*rows)[i];
      (clean ? row.clean_sessions : row.planted_sessions) += 1;
      (clean ? row.clean_seconds : row.planted_seconds) +=
          i == 0 ? verdict.seconds : verdict.screen_seconds;
    }
  }

  const PowerOptions& options_;
  const NoiseRecord* noise_;
  std::vector<Labels> cases_;
};

Scenario Simulated(std::string name, Planted planted, const Machine& machine) {
  const MakeSession make = [machine](const Plantings& plantings, uint64_t seed) {
    return std::make_unique<SimulatedSession>(machine, plantings, seed);
  };
  return {std::move(name), planted, make, nullptr};
}

// What `attnwatch aa` would have found on this machine.
std::shared_ptr<const NoiseRecord> StudyMachine(const Machine& machine) {
  SimulatedSession session(machine, {}, kAaSeed);
  std::vector<const Run*> runs;
  for (size_t i = 0; i < kAaRuns; ++i) runs.push_back(&session.Measure(Arm::kBaseline, {}));
  return std::make_shared<NoiseRecord>(EstimateNoise(runs));
}

std::vector<Scenario> SimulatedScenarios(const Machine& machine) {
  Machine drifting = machine;
  drifting.clock_drift = 0.02;
  drifting.other_drift = 0.001;
  drifting.cold_ramp = 0.006;
  Machine throttled = machine;
  throttled.throttled_share = 0.25;
  Machine two_states = machine;
  two_states.two_state_share = 0.1;
  Machine noisy = machine;
  noisy.noise_scale = 3;
  std::vector<Scenario> scenarios = {
      Simulated("simulated: single cases", Planted::kSingles, machine),
      Simulated("simulated: a class, +3 %", Planted::kClass, machine),
      Simulated("simulated: all, +2 %", Planted::kGlobal, machine),
      Simulated("simulated: drift", Planted::kSingles, drifting),
      Simulated("simulated: throttled a quarter of the time", Planted::kSingles, throttled),
      Simulated("simulated: three times the record's noise", Planted::kSingles, noisy),
      Simulated("simulated: 10 % two-state cases, unknown to the record", Planted::kSingles,
                two_states)};
  scenarios.push_back(Simulated("simulated: 10 % two-state cases", Planted::kSingles, two_states));
  scenarios.back().own_noise = StudyMachine(two_states);
  return scenarios;
}

std::vector<Scenario> ReplayedScenarios(const std::vector<const Run*>& runs, int rounds) {
  const MakeSession make = [runs, rounds](const Plantings& plantings, uint64_t seed) {
    return std::make_unique<ReplayedSession>(runs, rounds, plantings, seed);
  };
  return {{"replayed: single cases", Planted::kSingles, make, nullptr},
          {"replayed: a class, +3 %", Planted::kClass, make, nullptr},
          {"replayed: all, +2 %", Planted::kGlobal, make, nullptr}};
}

}  // namespace

std::vector<PowerRow> StudyPower(const PowerInput& input, const PowerOptions& options,
                                 const std::function<void(const std::string&)>& progress) {
  if (input.runs.size() < kRunsLeast) {
    throw Error(std::to_string(input.runs.size()) + " runs are too few to replay a gate with: " +
                std::to_string(kRunsLeast) + " are needed");
  }
  Machine machine;
  machine.prototype = input.runs.front();
  machine.noise = input.noise;
  machine.rounds = options.rounds;
  std::vector<Labels> cases;
  for (const Measurement& measurement : machine.prototype->measurements) {
    if (measurement.status == Status::kOk) cases.push_back(measurement.labels);
  }
  std::vector<Scenario> scenarios = ReplayedScenarios(input.runs, options.rounds);
  for (Scenario& scenario : SimulatedScenarios(machine)) scenarios.push_back(std::move(scenario));
  Study study(options, input.noise, cases);
  std::vector<PowerRow> rows;
  for (const Scenario& scenario : scenarios) {
    progress(scenario.name);
    for (PowerRow& row : study.Try(scenario)) rows.push_back(std::move(row));
  }
  return rows;
}

double AnyAlarmUpperBound(const PowerRow& row) {
  if (row.clean_sessions == 0) return 1;
  return BinomialUpperBound(static_cast<int64_t>(row.clean_with_alarm),
                            static_cast<int64_t>(row.clean_sessions), kConfidence);
}

}  // namespace attnwatch
