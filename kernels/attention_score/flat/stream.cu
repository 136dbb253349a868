// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/counters.h"
#include "kernels/attention_score/flat/stream.h"
#include "kernels/attention_score/flat/stream_block.cuh"
#include "kernels/attention_score/flat/tensor_maps.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper::stream {
namespace {

template <typename Element, int kHeldPanels>
__global__ void __launch_bounds__(Threads<ShapeOf(kHeldPanels).groups>::kCount, 1)
    FlatStream(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  RunBlock<Element, kHeldPanels>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

using Kernel = void (*)(Arguments);

template <typename Element>
Kernel ChooseShape(const StreamPlan& plan) {
  if (!HoldsQueries(plan)) return FlatStream<Element, 0>;
  return ForHeldPanels(
      plan.panels, [](auto held) -> Kernel { return FlatStream<Element, decltype(held)::value>; });
}

Kernel ChooseKernel(Dtype dtype, const StreamPlan& plan) {
  return dtype == Dtype::kFloat16 ? ChooseShape<__half>(plan) : ChooseShape<__nv_bfloat16>(plan);
}

Arguments MakeArguments(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const StreamPlan& plan) {
  Arguments arguments = {};
  arguments.plan = plan;
  arguments.scores = static_cast<char*>(tensors.scores);
  const int64_t rows = problem.matrix_count() * problem.seq_len;
  const int pitch = 2 * plan.head_dim;
  arguments.query_map =
      MakeRowMap(problem.dtype, {tensors.query, plan.head_dim, rows, pitch}, kBlockQueries);
  const RowsView keys = {tensors.key, plan.head_dim, rows, pitch};
  arguments.key_map = HoldsQueries(plan) ? MakeKeyMap(problem.dtype, keys, plan.tile_keys)
                                         : MakeRowMap(problem.dtype, keys, plan.tile_keys);
  return arguments;
}

}  // namespace

Launch PrepareStream(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     const HopperGpu& gpu) {
  const StreamPlan plan = PlanStream(problem, gpu);
  const Kernel kernel = ChooseKernel(problem.dtype, plan);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  Arguments arguments = MakeArguments(problem, tensors, plan);
  const auto counter = MakeCounters(1);
  arguments.asked = counter.get();
  return [kernel, arguments, counter](Stream stream) {
    const StreamPlan& plan = arguments.plan;
    kernel<<<plan.schedule.worker_count, 128 * (1 + plan.groups), StreamSharedBytes(plan),
             stream>>>(arguments);
    CUDA_CHECK(cudaGetLastError());
  };
}

}  // namespace attnwatch::hopper::stream
