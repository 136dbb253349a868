// SPDX-License-Identifier: Apache-2.0
//
//   BuiltForHopper();   // whether this GPU has wgmma and this build the machine code for it
#pragma once

namespace attnwatch::hopper {

// Throws std::runtime_error on CUDA errors.
bool BuiltForHopper();

}  // namespace attnwatch::hopper
