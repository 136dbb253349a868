// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/counters.h"
#include "kernels/attention_score/flat/lines.h"
#include "kernels/attention_score/flat/lines_block.cuh"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper::lines {
namespace {

template <typename Element, int kBlockKeys, bool kAligned>
__global__ void __launch_bounds__(kThreads, 1)
    FlatLines(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ __align__(1024) char memory[];
  RunBlock<Element, kBlockKeys, kAligned>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

using Kernel = void (*)(Arguments);

template <typename Element, int kBlockKeys>
Kernel ChooseAligned(const LinesPlan& plan) {
  return IsAligned(plan) ? FlatLines<Element, kBlockKeys, true>
                         : FlatLines<Element, kBlockKeys, false>;
}

template <typename Element>
Kernel ChooseBlock(const LinesPlan& plan) {
  switch (plan.block_keys) {
    case 256:
      return ChooseAligned<Element, 256>(plan);
    case 192:
      return ChooseAligned<Element, 192>(plan);
    default:
      return ChooseAligned<Element, 128>(plan);
  }
}

Kernel ChooseKernel(Dtype dtype, const LinesPlan& plan) {
  return dtype == Dtype::kFloat16 ? ChooseBlock<__half>(plan) : ChooseBlock<__nv_bfloat16>(plan);
}

}  // namespace

Launch PrepareLines(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                    const HopperGpu& gpu) {
  const auto counter = MakeCounters(1);
  const Arguments arguments = {
      PlanLines(problem, gpu.multiprocessors), static_cast<const char*>(tensors.query),
      static_cast<const char*>(tensors.key), static_cast<char*>(tensors.scores), counter.get()};
  const Kernel kernel = ChooseKernel(problem.dtype, arguments.plan);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  return [kernel, arguments, counter](Stream stream) {
    kernel<<<arguments.plan.schedule.worker_count, kThreads, SharedBytes(arguments.plan), stream>>>(
        arguments);
    CUDA_CHECK(cudaGetLastError());
  };
}

}  // namespace attnwatch::hopper::lines
