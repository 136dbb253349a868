// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/counters.h"
#include "kernels/attention_score/flat/repack.h"
#include "kernels/attention_score/flat/repack_block.cuh"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper::repack {
namespace {

template <typename Element>
__global__ void __launch_bounds__(kThreads, 1)
    FlatRepack(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  RunBlock<Element>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

}  // namespace

Launch PrepareRepack(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     const HopperGpu& gpu) {
  const auto kernel =
      problem.dtype == Dtype::kFloat16 ? FlatRepack<__half> : FlatRepack<__nv_bfloat16>;
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  Arguments arguments = {};
  arguments.plan = PlanRepack(problem, gpu.multiprocessors);
  arguments.query = static_cast<const char*>(tensors.query);
  arguments.key = static_cast<const char*>(tensors.key);
  arguments.scores = static_cast<char*>(tensors.scores);
  const auto counter = MakeCounters(1);
  arguments.asked = counter.get();
  return [kernel, arguments, counter](Stream stream) {
    kernel<<<arguments.plan.schedule.worker_count, kThreads, RepackSharedBytes(arguments.plan),
             stream>>>(arguments);
    CUDA_CHECK(cudaGetLastError());
  };
}

}  // namespace attnwatch::hopper::repack
