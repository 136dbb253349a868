// SPDX-License-Identifier: Apache-2.0
#include "report/figure.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "report/kernel_name.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// Far above any real dimension, far below where a product of two would overflow.
constexpr int64_t kDimensionMax = 1000000000;

std::optional<int64_t> ParseDimension(const std::string& text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 1 || value > kDimensionMax) return std::nullopt;
  return value;
}

std::optional<int64_t> HiddenSize(const Labels& labels, int64_t head_dim) {
  if (const auto hidden_size = ParseDimension(labels.Get("hidden_size"))) return hidden_size;
  const auto heads = ParseDimension(labels.Get("heads"));
  return heads ? std::optional<int64_t>(*heads * head_dim) : std::nullopt;
}

// The label where it names a line of the figure, otherwise what head_dim says.
size_t LineIndex(const Labels& labels, int64_t head_dim) {
  const auto labelled = ParseDimension(labels.Get("alignment_class"));
  if (labelled && ClassIndex(*labelled)) return *ClassIndex(*labelled);
  return *ClassIndex(FigureClass(head_dim));
}

std::string LaunchedNames(const Measurement& measurement) {
  std::string names;
  for (const LaunchedKernel& kernel : measurement.launched) {
    if (!names.empty()) names += " + ";
    names += ReadableKernelName(kernel.name);
  }
  return names;
}

FigurePoint MakePoint(const Measurement& measurement, int64_t head_dim, int64_t hidden_size) {
  const std::vector<double> seconds = JudgedSeconds(measurement);
  FigurePoint point;
  point.head_dim = head_dim;
  point.hidden_size = hidden_size;
  point.sample_count = seconds.size();
  point.seconds = *Median(seconds);
  point.first_quartile_seconds = Quantile(seconds, 0.25);
  point.third_quartile_seconds = Quantile(seconds, 0.75);
  point.flops_per_second = static_cast<double>(measurement.flop_count) / point.seconds;
  point.bytes_per_second = static_cast<double>(measurement.byte_count) / point.seconds;
  point.floor_seconds = measurement.floor_seconds;
  if (point.floor_seconds) point.fraction_of_floor = *point.floor_seconds / point.seconds;
  point.launched = LaunchedNames(measurement);
  return point;
}

UndrawnCase MakeUndrawn(const Measurement& measurement, std::string reason) {
  UndrawnCase undrawn;
  undrawn.head_dim = measurement.labels.Get("head_dim");
  undrawn.status = measurement.status;
  undrawn.reason = std::move(reason);
  const auto median = Median(JudgedSeconds(measurement));
  if (median && *median > 0 && measurement.floor_seconds) {
    undrawn.fraction_of_floor = *measurement.floor_seconds / *median;
  }
  return undrawn;
}

void AddMeasurement(const Measurement& measurement, FigurePanel* panel) {
  const auto undrawn = [&](std::string reason) {
    panel->undrawn.push_back(MakeUndrawn(measurement, std::move(reason)));
  };
  if (measurement.status != Status::kOk) return undrawn(measurement.reason);
  const auto head_dim = ParseDimension(measurement.labels.Get("head_dim"));
  if (!head_dim) return undrawn("the label head_dim is not a positive whole number");
  const auto hidden_size = HiddenSize(measurement.labels, *head_dim);
  if (!hidden_size) return undrawn("neither hidden_size nor heads is labelled");
  const auto seconds = MedianSeconds(measurement);
  if (!seconds || !(*seconds > 0)) return undrawn("no judged sample");
  if (measurement.flop_count <= 0) return undrawn("no FLOP count");
  panel->lines[LineIndex(measurement.labels, *head_dim)].points.push_back(
      MakePoint(measurement, *head_dim, *hidden_size));
}

FigurePanel MakePanel(const std::string& device, const Labels& labels) {
  FigurePanel panel;
  panel.device = device;
  panel.kernel = labels.Get("kernel");
  panel.dtype = labels.Get("dtype");
  panel.layout = labels.Get("layout");
  panel.batch = labels.Get("batch");
  panel.heads = labels.Get("heads");
  panel.seq_len = labels.Get("seq_len");
  for (size_t i = 0; i < kFigureClasses.size(); ++i) {
    panel.lines[i].alignment_class = kFigureClasses[i];
  }
  return panel;
}

FigurePanel& FindOrAddPanel(const FigurePanel& wanted, std::vector<FigurePanel>* panels) {
  const std::string name = wanted.Name();
  const auto found = std::find_if(panels->begin(), panels->end(),
                                  [&](const FigurePanel& p) { return p.Name() == name; });
  if (found != panels->end()) return *found;
  panels->push_back(wanted);
  return panels->back();
}

// Calls `visit(point)` for every point of the panel.
template <typename Visit>
void ForEachPoint(const FigurePanel& panel, Visit visit) {
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& point : line.points) visit(point);
  }
}

}  // namespace

size_t FigurePanel::point_count() const {
  size_t count = 0;
  for (const FigureLine& line : lines) count += line.points.size();
  return count;
}

double FigurePanel::flops_per_second_max() const {
  double max = 0;
  ForEachPoint(*this, [&](const FigurePoint& p) { max = std::max(max, p.flops_per_second); });
  return max;
}

double FigurePanel::floor_flops_per_second_max() const {
  double max = 0;
  ForEachPoint(*this, [&](const FigurePoint& p) {
    if (p.fraction_of_floor) max = std::max(max, p.flops_per_second / *p.fraction_of_floor);
  });
  return max;
}

int64_t FigurePanel::hidden_size_max() const {
  int64_t max = 0;
  ForEachPoint(*this, [&](const FigurePoint& p) { max = std::max(max, p.hidden_size); });
  return max;
}

std::array<size_t, 2> FigurePanel::sample_count_range() const {
  std::vector<size_t> counts;
  ForEachPoint(*this, [&](const FigurePoint& p) { counts.push_back(p.sample_count); });
  if (counts.empty()) return {0, 0};
  const auto [min, max] = std::minmax_element(counts.begin(), counts.end());
  return {*min, *max};
}

std::string FigurePanel::Name() const {
  return kernel + ' ' + dtype + ' ' + layout + ", b=" + batch + ", a=" + heads + ", s=" + seq_len;
}

Figure BuildFigure(const Run& run) {
  Figure figure;
  for (const Measurement& measurement : run.measurements) {
    const FigurePanel wanted = MakePanel(run.environment.device_key, measurement.labels);
    AddMeasurement(measurement, &FindOrAddPanel(wanted, &figure.panels));
  }
  for (FigurePanel& panel : figure.panels) {
    for (FigureLine& line : panel.lines) {
      std::stable_sort(line.points.begin(), line.points.end(),
                       [](const auto& a, const auto& b) { return a.hidden_size < b.hidden_size; });
    }
  }
  return figure;
}

std::string FigureTitle(const std::vector<FigurePanel>& panels) {
  std::string title = "Attention Key Query Score";
  if (panels.empty() || panels.front().heads.empty()) return title;
  const std::string& heads = panels.front().heads;
  const bool same = std::all_of(panels.begin(), panels.end(),
                                [&](const FigurePanel& p) { return p.heads == heads; });
  return same ? title + ", a=" + heads : title;
}

std::optional<size_t> ClassIndex(int64_t alignment_class) {
  const auto found = std::find(kFigureClasses.begin(), kFigureClasses.end(), alignment_class);
  if (found == kFigureClasses.end()) return std::nullopt;
  return static_cast<size_t>(found - kFigureClasses.begin());
}

double Quantile(std::vector<double> values, double fraction) {
  std::sort(values.begin(), values.end());
  const double position = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

}  // namespace attnwatch
