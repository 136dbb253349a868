// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/counters.h"
#include "kernels/attention_score/flat/pool.h"
#include "kernels/attention_score/flat/pool_block.cuh"
#include "kernels/attention_score/scratch.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper::pool {
namespace {

template <typename Element, int kPanels>
__global__ void __launch_bounds__(Threads::kCount, 1)
    FlatPool(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  RunBlock<Element, kPanels>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

using Kernel = void (*)(Arguments);

template <typename Element>
Kernel ChoosePanels(int panels) {
  return stream::ForHeldPanels(
      panels, [](auto held) -> Kernel { return FlatPool<Element, decltype(held)::value>; });
}

Kernel ChooseKernel(Dtype dtype, const PoolPlan& plan) {
  return dtype == Dtype::kFloat16 ? ChoosePanels<__half>(plan.held.panels)
                                  : ChoosePanels<__nv_bfloat16>(plan.held.panels);
}

// All blocks at the same time or none: they wait for each other.
void LaunchTogether(Kernel kernel, const Arguments& arguments, Stream stream) {
  cudaLaunchAttribute together = {};
  together.id = cudaLaunchAttributeCooperative;
  together.val.cooperative = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(arguments.plan.held.schedule.worker_count);
  config.blockDim = dim3(Threads::kCount);
  config.dynamicSmemBytes = PoolSharedBytes(arguments.plan);
  config.stream = stream;
  config.attrs = &together;
  config.numAttrs = 1;
  CUDA_CHECK(cudaLaunchKernelEx(&config, kernel, arguments));
}

}  // namespace

Launch PreparePool(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                   const HopperGpu& gpu) {
  const PoolPlan plan = PlanPool(problem, gpu);
  const Kernel kernel = ChooseKernel(problem.dtype, plan);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  GrowScratch(RingBytes(plan));
  const auto counters = MakeCounters(CounterCount(plan));
  Arguments prepared = {};
  prepared.plan = plan;
  prepared.held.plan = plan.held;
  prepared.held.scores = static_cast<char*>(tensors.scores);
  prepared.query = static_cast<const char*>(tensors.query);
  prepared.key = static_cast<const char*>(tensors.key);
  prepared.counters = counters.get();
  return [kernel, prepared, counters](Stream stream) {
    Arguments arguments = prepared;
    arguments.ring = static_cast<char*>(ScratchData());
    LaunchTogether(kernel, arguments, stream);
  };
}

}  // namespace attnwatch::hopper::pool
