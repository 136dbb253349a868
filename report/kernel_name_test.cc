// SPDX-License-Identifier: Apache-2.0
#include "report/kernel_name.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(ReadableKernelName, DropsWhatNobodyReads) {
  EXPECT_EQ(ReadableKernelName("_ZN7cutlass7Kernel2I55cutlass_75_tensorop_f16_s1688gemm_f16_"
                               "128x128_tn_align1EEvNT_6ParamsE"),
            "cutlass::Kernel2<cutlass_75_tensorop_f16_s1688gemm_f16_128x128_tn_align1>");
  EXPECT_EQ(ReadableKernelName("_ZN9attnwatch12_GLOBAL__N_14FlatIfEEvPT_"),
            "attnwatch::(anonymous namespace)::Flat<float>");
  EXPECT_EQ(ReadableKernelName("nvjet_sm90_hsh_128x256_64x4_2x1_v_bz_coopA_TNN"),
            "nvjet_sm90_hsh_128x256_64x4_2x1_v_bz_coopA_TNN");
  EXPECT_EQ(ReadableKernelName(""), "");
}

}  // namespace
}  // namespace attnwatch
