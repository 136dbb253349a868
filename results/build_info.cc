// SPDX-License-Identifier: Apache-2.0
#include "results/build_info.h"

#include "third_party/stamp/build_stamp.h"

namespace attnwatch {

std::string_view BuildCommit() { return ATTNWATCH_BUILD_COMMIT; }

bool BuildDirty() { return ATTNWATCH_BUILD_DIRTY; }

}  // namespace attnwatch
