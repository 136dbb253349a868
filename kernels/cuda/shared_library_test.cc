// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/shared_library.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace attnwatch {
namespace {

TEST(SharedLibrary, FindsAFunction) {
  const SharedLibrary library("libm.so.6");
  EXPECT_EQ(library.Find<double (*)(double)>("sqrt")(9.0), 3.0);
}

TEST(SharedLibrary, NamesWhatIsMissing) {
  try {
    SharedLibrary("libnosuch.so.1");
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("cannot open libnosuch.so.1"));
    EXPECT_THAT(error.what(), testing::HasSubstr("CUDA_PATH"));
  }
  EXPECT_THROW(SharedLibrary("libm.so.6").Find<void (*)()>("no_such_symbol"), std::runtime_error);
}

}  // namespace
}  // namespace attnwatch
