// SPDX-License-Identifier: Apache-2.0
//
// Policy: every number that decides a verdict of a comparison of two builds on one device (A/B),
// with its default. The shape is that of a simulated gate with 0.001 false alarms a run; the sizes
// fit the noise of an H100.
//
//   Policy policy;
//   policy.tolerance = 0.02;   // a slowdown of 2 % fails
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "results/labels.h"

namespace attnwatch {

// One look at the fresh pairs of a suspect.
struct Look {
  size_t pairs = 0;
  double alpha = 0;  // probability of any false alarm over all suspects at this look
};

// A tolerance that somebody set for one case.
struct CaseTolerance {
  double tolerance = 0;
  std::string why;  // who set it, until when, and why; may be empty
};

struct Policy {
  // Ratios: 0.01 is 1 %.
  double margin = 0.005;    // a slowdown that nobody cares about: the null hypothesis
  double tolerance = 0.01;  // a slowdown that fails, if it is surely beyond the margin
  // Of single cases, by CaseKey (case_table.h); instead of the above.
  std::map<std::vector<Labels::Pair>, CaseTolerance> case_tolerances;
  // A person asked for the tolerance: a stored baseline may then fail what exceeds it clearly.
  bool tolerance_is_explicit = false;
  // ... and beyond this, which sessions or boards of identical code may differ by.
  double stored_difference = 0;
  // Of all judged cases; more than that are no answer (exit_code.h).
  double inconclusive_share_max = 0.02;

  // Confirming: the union of the looks is the family-wise error, 1 % a side.
  std::vector<Look> looks = {{3, 0.0005}, {6, 0.0015}, {12, 0.003}, {24, 0.005}};
  // A suspect ends as equivalent where its upper bound is below this share of the tolerance.
  double futility_share = 0.75;
  // Without a noise record a look at fewer pairs is not believed, and not taken.
  size_t pairs_min_without_noise = 12;

  // Screening: suspects are beyond the margin (or this share of the tolerance, whatever is more),
  // or not surely below the tolerance.
  double suspect_share = 0.375;
  size_t suspect_limit = 64;
  // The limit is of so many cases (the figure of one kernel); of more it is proportionally more.
  size_t suspect_limit_cases = 341;
  // Whatever screening says of the others, they are confirmed too, as far as there is room: for
  // whoever asks about a few cases that he names.
  bool confirm_all = false;

  // A case's clock differs between the arms where its pairs say so at this significance, by at
  // least this difference of log clocks.
  double clock_alpha = 0.01;
  double clock_floor = 0.0025;

  // Shifts of a class or of all: at least the margin and this many errors, of most of the points.
  double shift_errors = 4;  // as of a normal value; more where few points tell the error
  // The least error of a shift, of log time: sessions of identical code differ by that much.
  double shift_error_floor = 0.0006;
  size_t shift_points_min = 5;  // smaller classes have no shift of their own
  size_t shift_sample = 24;     // points on which a shift is confirmed

  double confidence = 0.95;         // of intervals, and the power of minimum detectable effects
  double two_state_deviations = 4;  // a two-state case must move by this many process deviations
};

}  // namespace attnwatch
