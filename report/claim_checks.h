// SPDX-License-Identifier: Apache-2.0
//
// The functions behind the rows of claims.cc. Each takes a panel whose points all have the samples
// that its row asks for.
#pragma once

#include "report/claims.h"

namespace attnwatch {

// No clear exception makes a claim hold only where none may hide in the noise either.
Answer JudgeExceptions(size_t clear, size_t unclear);

// "" for none, otherwise "; 3 more may, but the spread of the samples hides it".
std::string DescribeUnclear(size_t unclear);

// claims_ladder.cc: lines against each other.
ClaimAnswer CheckOrderOfLines(const FigurePanel& panel);
ClaimAnswer CheckAlignmentLadder(const FigurePanel& panel);
ClaimAnswer CheckClassesTwoAndFourAlike(const FigurePanel& panel);
ClaimAnswer CheckPaddingDoesNotWin(const FigurePanel& panel);

// claims_shape.cc: the shape of each line.
ClaimAnswer CheckRisesWithHiddenSize(const FigurePanel& panel);
ClaimAnswer CheckPlateau(const FigurePanel& panel);
ClaimAnswer CheckMonotone(const FigurePanel& panel);
ClaimAnswer CheckNoLoneDips(const FigurePanel& panel);

// claims_machine.cc: the lines against the paper, the kernels and the machine.
ClaimAnswer CheckLineEnds(const FigurePanel& panel);
ClaimAnswer CheckKernelsPerClass(const FigurePanel& panel);
ClaimAnswer CheckNothingBeatsItsFloor(const FigurePanel& panel);

}  // namespace attnwatch
