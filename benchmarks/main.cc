// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <exception>
#include <iostream>

#include "benchmarks/attention_score.h"
#include "results/error.h"

int main(int argc, char** argv) {
  try {
    return attnwatch::AttentionScoreMain({argv + 1, argv + argc}, std::cout, std::cerr);
  } catch (const std::exception& error) {
    std::cerr << "attention_score: " << error.what() << '\n';
    return attnwatch::kExitUsage;
  }
}
