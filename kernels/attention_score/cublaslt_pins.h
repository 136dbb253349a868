// SPDX-License-Identifier: Apache-2.0
//
// Pins: for each problem the fastest of the algorithms that cuBLASLt's heuristic offers, chosen
// once for a device and a library version (`attnwatch pin`) and kept in cublaslt_pins.tsv, so that
// the choice does not flicker from run to run.
//
//   const CublasLtPins& pins = CublasLtPins::Shared();
//   if (const auto* words = pins.Find("NVIDIA H100 80GB HBM3", "13.1.0", problem)) Run(*words);
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "kernels/attention_score/problem.h"

namespace attnwatch {

// cublasLtMatmulAlgo_t: it may be stored and used again with the same version of the library.
using CublasLtAlgorithmWords = std::array<uint64_t, 8>;

// 16 hexadecimal digits for each word, most significant first, without the zero words at the end.
std::string EncodeCublasLtAlgorithm(const CublasLtAlgorithmWords& words);
// Throws std::runtime_error where the text is not what EncodeCublasLtAlgorithm writes.
CublasLtAlgorithmWords DecodeCublasLtAlgorithm(std::string_view text);

class CublasLtPins {
 public:
  // Lines of device name, version, dtype, layout, batch, heads, seq_len, head_dim, rank, gain and
  // algorithm, separated by tabs; a line that begins with # is a comment. Throws std::runtime_error
  // naming the line.
  explicit CublasLtPins(std::string_view table);

  // The table of this build.
  static const CublasLtPins& Shared();

  // Null where nothing is pinned.
  const CublasLtAlgorithmWords* Find(std::string_view device_name, std::string_view version,
                                     const AttentionScoreProblem& problem) const;

  size_t size() const { return pins_.size(); }

 private:
  void AddLine(std::string_view line);

  std::map<std::string, CublasLtAlgorithmWords> pins_;  // by the line up to head_dim
};

}  // namespace attnwatch
