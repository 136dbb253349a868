// SPDX-License-Identifier: Apache-2.0
//
// SharedLibrary: a library that is opened when it is needed, so that programs start on machines
// that do not have it and can say in one line what is missing.
//
//   const SharedLibrary library("libcublas.so.13");
//   const auto create = library.Find<decltype(&cublasCreate_v2)>("cublasCreate_v2");
#pragma once

#include <string>

namespace attnwatch {

class SharedLibrary {
 public:
  // Searches as the loader does, then in the folders where the CUDA toolkit installs.
  // Throws std::runtime_error: "cannot open libcublas.so.13: ...".
  explicit SharedLibrary(const std::string& name);

  // Throws std::runtime_error where the library has no such symbol.
  template <typename Function>
  Function Find(const char* symbol) const {
    return reinterpret_cast<Function>(FindSymbol(symbol));
  }

  // ... and null where it has none.
  template <typename Function>
  Function FindOptional(const char* symbol) const {
    return reinterpret_cast<Function>(FindOptionalSymbol(symbol));
  }

 private:
  void* FindSymbol(const char* symbol) const;
  void* FindOptionalSymbol(const char* symbol) const;

  std::string name_;
  void* handle_;  // never closed: CUDA's libraries do not survive that
};

}  // namespace attnwatch
