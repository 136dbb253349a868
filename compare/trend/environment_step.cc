// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/environment_step.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "compare/distributions.h"
#include "compare/robust.h"
#include "compare/trend/night_row.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// The nights of the new environment on which it is looked at: early for what is large, again for
// what is small. One look at three nights finds 72 % of steps of 2 %, at five 85 %, these 97 %.
constexpr size_t kLooks[] = {5, 10, 20};
constexpr size_t kBeforeLeast = 5;
constexpr size_t kBeforeMost = 30;
// Another build of a library moves points by 0.1 to 0.3 %, another board by 0.3 to 0.4 %: that is
// no news. Boards of one model can be further apart than those that we have seen.
constexpr double kMargin = 0.005;
constexpr double kBoardMargin = 0.010;
constexpr double kSurvival = 1e-3;       // of a look, beyond the margin
constexpr double kMedianError = 1.2533;  // of a median, in those of a mean
constexpr size_t kBackNights = 10;
constexpr double kBackShare = 0.3;  // of a step that may be left of what is over

class StepFinder {
 public:
  StepFinder(const TrendSeries& series, const TrendPolicy& policy)
      : series_(series), policy_(policy) {}

  std::vector<TrendAlarm> Find() {
    size_t accepted = 0;
    for (const TrendPoint& point : series_.points) {
      for (; accepted < series_.accepted.size() && series_.accepted[accepted] <= point.night;
           ++accepted) {
        Accept(series_.accepted[accepted]);
      }
      Add(point);
    }
    return alarms_;
  }

 private:
  // What an open alarm is compared with.
  struct Open {
    size_t alarm;
    size_t epoch;  // that `level` is of
    double level;
  };

  void Accept(size_t night) {
    for (TrendAlarm& alarm : alarms_) {
      if (!alarm.ended) alarm.ended = night;
    }
    open_.clear();
    stays_.clear();
    in_a_row_.clear();
  }

  void Add(const TrendPoint& point) {
    std::vector<TrendPoint>& stay = stays_[point.epoch];
    stay.push_back(point);
    if (!in_a_row_.empty() && in_a_row_.back().epoch != point.epoch) in_a_row_.clear();
    in_a_row_.push_back(point);
    const bool is_look =
        std::find(std::begin(kLooks), std::end(kLooks), stay.size()) != std::end(kLooks);
    if (is_look) Look(point, stay);
    EndWhatIsBack(point.night);
  }

  // The environment that was last in force for long enough, unless it still is.
  const std::vector<TrendPoint>* Before(size_t first) const {
    const std::vector<TrendPoint>* before = nullptr;
    for (const auto& [epoch, stay] : stays_) {
      if (stay.front().night >= first || stay.size() < kBeforeLeast) continue;
      if (before == nullptr || stay.back().night > before->back().night) before = &stay;
    }
    return before != nullptr && before->back().night < first ? before : nullptr;
  }

  TrendEpoch EpochOf(size_t epoch) const {
    const auto found = series_.epochs.find(epoch);
    return found == series_.epochs.end() ? TrendEpoch{} : found->second;
  }

  // What is to be added to the log times of one environment to have them at the clock of another.
  std::optional<double> ToClockOf(size_t from, size_t to) const {
    const TrendEpoch one = EpochOf(from), other = EpochOf(to);
    if (!one.log_clock && !other.log_clock) return 0;
    if (!one.log_clock || !other.log_clock) return std::nullopt;
    return one.elasticity * (*other.log_clock - *one.log_clock);
  }

  void Look(const TrendPoint& point, const std::vector<TrendPoint>& stay) {
    const size_t first = stay.front().night;
    const bool is_told = std::any_of(alarms_.begin(), alarms_.end(), [&](const auto& alarm) {
      return !alarm.ended && alarm.changed == first;
    });
    const std::vector<TrendPoint>* before = is_told ? nullptr : Before(first);
    if (before == nullptr) return;
    const size_t old_epoch = before->back().epoch;
    const auto shift = ToClockOf(point.epoch, old_epoch);
    if (!shift) return;
    const std::vector<double> old_times = Last(*before, kBeforeMost);
    const std::vector<double> times = Last(stay, stay.size());
    const double level = *Median(old_times);
    const double ratio = *Median(times) + *shift - level;
    const double margin = Margin(old_epoch, point.epoch);
    // Most are within the margin already, and what chance adds takes long to compute.
    if (std::abs(ratio) <= margin || std::abs(ratio) <= margin + Chance(old_times, times)) return;
    open_.push_back({alarms_.size(), old_epoch, level});
    alarms_.push_back({ratio > 0 ? TrendKind::kSlower : TrendKind::kFaster, point.night,
                       before->back().night, std::nullopt, ratio, TrendCause::kEnvironment, first});
  }

  double Margin(size_t old_epoch, size_t epoch) const {
    return EpochOf(old_epoch).board != EpochOf(epoch).board ? kBoardMargin : kMargin;
  }

  // What medians of the same level differ by.
  double Chance(const std::vector<double>& before, const std::vector<double>& after) const {
    const double old_deviation = NightDeviation(before, policy_.deviation_floor);
    const double deviation = std::max(old_deviation, std::sqrt(Variance(after)));
    const auto old_count = static_cast<double>(before.size());
    const auto count = static_cast<double>(after.size());
    const double error = kMedianError * std::sqrt(old_deviation * old_deviation / old_count +
                                                  deviation * deviation / count);
    return StudentQuantile(1 - kSurvival, old_count + count - 2) * error;
  }

  void EndWhatIsBack(size_t night) {
    if (open_.empty() || in_a_row_.size() < kBackNights) return;
    const double level = *Median(Last(in_a_row_, kBackNights));
    const auto is_back = [&](const Open& open) {
      TrendAlarm& alarm = alarms_[open.alarm];
      const auto shift = ToClockOf(in_a_row_.back().epoch, open.epoch);
      if (!shift || (level + *shift - open.level) / alarm.log_ratio > kBackShare) return false;
      alarm.ended = night;
      return true;
    };
    open_.erase(std::remove_if(open_.begin(), open_.end(), is_back), open_.end());
  }

  static std::vector<double> Last(const std::vector<TrendPoint>& points, size_t most) {
    std::vector<double> times;
    for (size_t i = points.size() - std::min(most, points.size()); i < points.size(); ++i) {
      times.push_back(points[i].log_seconds);
    }
    return times;
  }

  const TrendSeries& series_;
  const TrendPolicy& policy_;
  std::map<size_t, std::vector<TrendPoint>> stays_;  // of each epoch, since it was accepted
  std::vector<TrendPoint> in_a_row_;                 // of the present one
  std::vector<TrendAlarm> alarms_;
  std::vector<Open> open_;
};

}  // namespace

std::vector<TrendAlarm> FindEnvironmentSteps(const TrendSeries& series, const TrendPolicy& policy) {
  const bool is_one = std::all_of(
      series.points.begin(), series.points.end(),
      [&](const TrendPoint& point) { return point.epoch == series.points.front().epoch; });
  return is_one ? std::vector<TrendAlarm>{} : StepFinder(series, policy).Find();
}

}  // namespace attnwatch
