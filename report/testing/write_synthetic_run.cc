// SPDX-License-Identifier: Apache-2.0
//
// write_synthetic_run PATH: SyntheticRun as a run.json, for tests of programs.
#include <iostream>

#include "report/testing/synthetic_run.h"
#include "results/run_json.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_synthetic_run PATH\n";
    return 2;
  }
  attnwatch::WriteRunJson(attnwatch::SyntheticRun(), argv[1]);
  return 0;
}
