// SPDX-License-Identifier: Apache-2.0
#include "report/paper_points.h"

#include <cstdlib>
#include <sstream>
#include <string>

#include "report/paper_points_csv.h"

namespace attnwatch {
namespace {

constexpr int64_t kBatch = 4, kHeads = 96, kSeqLen = 2048;

FigurePoint MakePoint(int64_t head_dim, double flops_per_second) {
  FigurePoint point;
  point.head_dim = head_dim;
  point.hidden_size = kHeads * head_dim;
  point.sample_count = 1;
  point.flops_per_second = flops_per_second;
  const int64_t flop_count = 2 * kBatch * kHeads * kSeqLen * kSeqLen * head_dim;
  point.seconds = static_cast<double>(flop_count) / flops_per_second;
  point.first_quartile_seconds = point.third_quartile_seconds = point.seconds;
  return point;
}

}  // namespace

FigurePanel PaperPanel() {
  FigurePanel panel;
  panel.device = "nvidia-a100-sxm4-40gb";
  panel.kernel = "torch.bmm";
  panel.dtype = "float16";
  panel.layout = "nn";
  panel.batch = std::to_string(kBatch);
  panel.heads = std::to_string(kHeads);
  panel.seq_len = std::to_string(kSeqLen);
  for (size_t i = 0; i < kFigureClasses.size(); ++i) {
    panel.lines[i].alignment_class = kFigureClasses[i];
  }
  std::istringstream csv{std::string(kPaperPointsCsv)};
  for (std::string line; std::getline(csv, line);) {
    char* comma = nullptr;
    const int64_t head_dim = std::strtoll(line.c_str(), &comma, 10);
    if (*comma != ',' || head_dim < 1) continue;  // a comment or the header
    const double tflops = std::strtod(comma + 1, nullptr);
    panel.lines[*ClassIndex(FigureClass(head_dim))].points.push_back(
        MakePoint(head_dim, tflops * 1e12));
  }
  return panel;
}

}  // namespace attnwatch
