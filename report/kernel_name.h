// SPDX-License-Identifier: Apache-2.0
//
// Names of device kernels as a person reads them.
//
//   ReadableKernelName("_ZN7cutlass6KernelEv");   // "cutlass::Kernel"
#pragma once

#include <string>

namespace attnwatch {

// Demangled, without the argument list and the return type. A name that is not mangled stays as it
// is.
std::string ReadableKernelName(const std::string& name);

}  // namespace attnwatch
