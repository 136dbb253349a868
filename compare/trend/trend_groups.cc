// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/trend_groups.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr size_t kScopeCasesLeast = 3;

// What is told apart; "" where the scope is wider.
using Key = std::tuple<std::string, std::string, std::string>;  // device, kernel, class

Key KeyOf(const CaseTrend& trend, TrendScope scope) {
  const std::string device = scope <= TrendScope::kDevice ? trend.device_key : "";
  const std::string kernel = scope <= TrendScope::kKernel ? trend.labels.Get("kernel") : "";
  const std::string of_class =
      scope <= TrendScope::kClass ? trend.labels.Get("alignment_class") : "";
  return {device, kernel, of_class};
}

std::map<Key, size_t> CountWatched(const std::vector<CaseTrend>& trends, TrendScope scope) {
  std::map<Key, size_t> counts;
  for (const CaseTrend& trend : trends) {
    // One that is learning anew may have alarmed before.
    const TrendState& state = trend.trend.state;
    const bool is_watched = !state.is_learning || state.can_alarm || !trend.trend.alarms.empty();
    counts[KeyOf(trend, scope)] += is_watched ? 1 : 0;
  }
  return counts;
}

const TrendAlarm& AlarmOf(const std::vector<CaseTrend>& trends, const TrendMember& member) {
  return trends[member.trend].trend.alarms[member.alarm];
}

size_t BeganOf(const std::vector<CaseTrend>& trends, const TrendMember& member) {
  const TrendAlarm& alarm = AlarmOf(trends, member);
  return alarm.changed.value_or(alarm.raised);
}

TrendGroup MakeGroup(const std::vector<CaseTrend>& trends, TrendScope scope, const Key& key,
                     size_t watched, std::vector<TrendMember> members) {
  TrendGroup group;
  group.scope = scope;
  std::tie(group.device_key, group.kernel, group.alignment_class) = key;
  group.watched = watched;
  group.kind = AlarmOf(trends, members.front()).kind;
  group.cause = AlarmOf(trends, members.front()).cause;
  group.first_raised = AlarmOf(trends, members.front()).raised;
  std::vector<double> ratios;
  for (const TrendMember& member : members) {
    const TrendAlarm& alarm = AlarmOf(trends, member);
    group.first_raised = std::min(group.first_raised, alarm.raised);
    group.last_raised = std::max(group.last_raised, alarm.raised);
    if (alarm.last_good) {
      group.last_good = std::max(group.last_good.value_or(0), *alarm.last_good);
    }
    if (alarm.changed) {
      group.changed = std::min(group.changed.value_or(*alarm.changed), *alarm.changed);
    }
    group.is_open = group.is_open || !alarm.ended;
    ratios.push_back(alarm.log_ratio);
  }
  // A case that was sure early may have been wrong about when it began, never about before.
  if (group.last_good && *group.last_good >= group.first_raised) {
    group.last_good = AlarmOf(trends, members.front()).last_good;
  }
  group.log_ratio = *Median(std::move(ratios));
  group.members = std::move(members);
  return group;
}

std::vector<TrendMember> Distinct(std::vector<TrendMember> members) {
  std::set<size_t> seen;
  members.erase(
      std::remove_if(members.begin(), members.end(),
                     [&](const TrendMember& one) { return !seen.insert(one.trend).second; }),
      members.end());
  return members;
}

class Grouper {
 public:
  explicit Grouper(const std::vector<CaseTrend>& trends) : trends_(trends) {
    for (const TrendScope scope :
         {TrendScope::kClass, TrendScope::kKernel, TrendScope::kDevice, TrendScope::kGlobal}) {
      watched_[scope] = CountWatched(trends, scope);
    }
    for (const CaseTrend& trend : trends) devices_.insert(trend.device_key);
  }

  // Members of about one night and of one kind, in the order in which they were raised.
  void Add(std::vector<TrendMember> members, std::vector<TrendGroup>* groups) const {
    // The widest scope first: what it explains needs no narrower one.
    for (const TrendScope scope :
         {TrendScope::kGlobal, TrendScope::kDevice, TrendScope::kKernel, TrendScope::kClass}) {
      if (scope == TrendScope::kGlobal && devices_.size() < 2) continue;
      TakeScope(scope, &members, groups);
    }
    for (const TrendMember& member : members) {
      groups->push_back(MakeGroup(trends_, TrendScope::kCase,
                                  KeyOf(trends_[member.trend], TrendScope::kCase), 1, {member}));
    }
  }

 private:
  void TakeScope(TrendScope scope, std::vector<TrendMember>* members,
                 std::vector<TrendGroup>* groups) const {
    std::map<Key, std::vector<TrendMember>> parts;
    for (const TrendMember& member : *members) {
      parts[KeyOf(trends_[member.trend], scope)].push_back(member);
    }
    members->clear();
    for (auto& [key, part] : parts) {
      const size_t watched = watched_.at(scope).at(key);
      const size_t cases = Distinct(part).size();
      if (cases >= kScopeCasesLeast && 2 * cases >= watched && IsWide(scope, part)) {
        groups->push_back(MakeGroup(trends_, scope, key, watched, std::move(part)));
      } else {
        members->insert(members->end(), part.begin(), part.end());
      }
    }
  }

  // All classes of one kernel, or all kernels of one device, are the wider thing only where there
  // is more than one of the narrower.
  bool IsWide(TrendScope scope, const std::vector<TrendMember>& members) const {
    if (scope == TrendScope::kClass) return true;
    const auto narrower = static_cast<TrendScope>(static_cast<int>(scope) - 1);
    std::set<Key> keys;
    for (const TrendMember& member : members) keys.insert(KeyOf(trends_[member.trend], narrower));
    return keys.size() > 1 || scope == TrendScope::kKernel;
  }

  const std::vector<CaseTrend>& trends_;
  std::map<TrendScope, std::map<Key, size_t>> watched_;
  std::set<std::string> devices_;
};

}  // namespace

std::string_view TrendScopeName(TrendScope scope) {
  switch (scope) {
    case TrendScope::kCase:
      return "case";
    case TrendScope::kClass:
      return "class";
    case TrendScope::kKernel:
      return "kernel";
    case TrendScope::kDevice:
      return "device";
    case TrendScope::kGlobal:
      return "global";
  }
  return "";
}

bool IsSlowdown(TrendKind kind, TrendScope scope, TrendCause cause) {
  const bool is_machine = scope >= TrendScope::kDevice;
  return kind == TrendKind::kSlower && !(cause == TrendCause::kClock && is_machine);
}

bool IsSlowdown(const TrendGroup& group) {
  return IsSlowdown(group.kind, group.scope, group.cause);
}

std::vector<TrendGroup> GroupAlarms(const std::vector<CaseTrend>& trends,
                                    const std::vector<int64_t>& days, int64_t window) {
  const auto day_of = [&](const TrendMember& member) { return days.at(BeganOf(trends, member)); };
  std::map<std::pair<TrendKind, TrendCause>, std::vector<TrendMember>> kinds;
  for (size_t i = 0; i < trends.size(); ++i) {
    for (size_t j = 0; j < trends[i].trend.alarms.size(); ++j) {
      const TrendAlarm& alarm = trends[i].trend.alarms[j];
      kinds[{alarm.kind, alarm.cause}].push_back({i, j});
    }
  }
  const Grouper grouper(trends);
  std::vector<TrendGroup> groups;
  for (auto& [kind, members] : kinds) {
    std::stable_sort(members.begin(), members.end(), [&](const auto& a, const auto& b) {
      return BeganOf(trends, a) < BeganOf(trends, b);
    });
    for (size_t first = 0; first < members.size();) {
      const int64_t begin = day_of(members[first]);
      size_t last = first;
      while (last < members.size() && day_of(members[last]) <= begin + window) ++last;
      grouper.Add({members.begin() + static_cast<std::ptrdiff_t>(first),
                   members.begin() + static_cast<std::ptrdiff_t>(last)},
                  &groups);
      first = last;
    }
  }
  return groups;
}

}  // namespace attnwatch
