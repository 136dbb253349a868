// SPDX-License-Identifier: Apache-2.0
//
// What a run records about oneDNN.
//
//   OnednnVersion();   // "2.6.3"
//   OnednnIsa();       // "avx2"
#pragma once

#include <string>

#include "kernels/attention_score/problem.h"

namespace attnwatch {

// Of the library that runs, which may be newer than its header at build.
std::string OnednnVersion();

// The instruction set that oneDNN may use: the CPU's, or less where ONEDNN_MAX_CPU_ISA says so.
std::string OnednnIsa();

// Which of its implementations oneDNN takes for `problem`, such as "gemm:jit" or "brg:avx512_core";
// one that begins with "ref" is slow. Empty where it has none.
std::string OnednnImplementation(const AttentionScoreProblem& problem);

}  // namespace attnwatch
