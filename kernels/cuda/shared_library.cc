// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/shared_library.h"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace attnwatch {
namespace {

void* Open(const std::string& path) { return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); }

// The toolkit's installers do not always tell the loader.
void* OpenInToolkit(const std::string& name) {
  const char* chosen = std::getenv("CUDA_PATH");
  const std::array<std::string, 2> toolkits = {chosen != nullptr ? chosen : "", "/usr/local/cuda"};
  for (const std::string& toolkit : toolkits) {
    if (toolkit.empty()) continue;
    if (void* handle = Open(toolkit + "/lib64/" + name)) return handle;
  }
  return nullptr;
}

}  // namespace

SharedLibrary::SharedLibrary(const std::string& name) : name_(name), handle_(Open(name)) {
  if (handle_ != nullptr) return;
  const std::string why = dlerror();
  handle_ = OpenInToolkit(name);
  if (handle_ == nullptr) {
    throw std::runtime_error("cannot open " + name + " (" + why +
                             "); install the CUDA runtime libraries or set CUDA_PATH");
  }
}

void* SharedLibrary::FindSymbol(const char* symbol) const {
  void* const address = FindOptionalSymbol(symbol);
  if (address == nullptr) throw std::runtime_error(name_ + " has no " + symbol);
  return address;
}

void* SharedLibrary::FindOptionalSymbol(const char* symbol) const { return dlsym(handle_, symbol); }

}  // namespace attnwatch
