// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream.h"
#include "kernels/attention_score/flat/stream_block.cuh"
#include "kernels/attention_score/flat/tensor_maps.h"
#include "kernels/attention_score/scratch.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper::stream {
namespace {

template <typename Element, int kGroups, int kBlocks, int kPanels>
__global__ void __launch_bounds__(Threads<kGroups>::kCount, 1)
    FlatStream(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  RunBlock<Element, kGroups, kBlocks, kPanels>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

using Kernel = void (*)(Arguments);

template <typename Element>
Kernel ChooseShape(const StreamPlan& plan) {
  return plan.groups == kWide.groups
             ? FlatStream<Element, kWide.groups, kWide.blocks, kWide.panels>
             : FlatStream<Element, kDeep.groups, kDeep.blocks, kDeep.panels>;
}

Kernel ChooseKernel(Dtype dtype, const StreamPlan& plan) {
  return dtype == Dtype::kFloat16 ? ChooseShape<__half>(plan) : ChooseShape<__nv_bfloat16>(plan);
}

int64_t CounterBytes(int64_t matrices) {
  return (2 * matrices * static_cast<int64_t>(sizeof(uint32_t)) + 255) / 256 * 256;
}

Arguments MakeArguments(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const StreamPlan& plan) {
  Arguments arguments = {};
  arguments.plan = plan;
  arguments.query = static_cast<const char*>(tensors.query);
  arguments.key = static_cast<const char*>(tensors.key);
  arguments.scores = static_cast<char*>(tensors.scores);
  const void* keys = tensors.key;
  int64_t rows = problem.matrix_count() * problem.seq_len;
  if (plan.packs) {
    auto* const counters = static_cast<uint32_t*>(ScratchData());
    arguments.progress = {counters, counters + problem.matrix_count()};
    arguments.packed_keys =
        static_cast<char*>(ScratchData()) + CounterBytes(problem.matrix_count());
    keys = arguments.packed_keys;
    rows = plan.ring * plan.seq_len;
  }
  const int width = (plan.head_dim + 7) / 8 * 8;
  if (!plan.packs) {
    arguments.query_map = MakeRowMap(
        problem.dtype, {tensors.query, width, problem.matrix_count() * problem.seq_len, 2 * width},
        kBlockQueries);
  }
  arguments.key_map = MakeRowMap(problem.dtype, {keys, width, rows, plan.key_row_bytes}, kTileKeys);
  return arguments;
}

void Multiply(Kernel kernel, const Arguments& arguments, Stream stream) {
  cudaLaunchConfig_t launch = {};
  launch.gridDim = dim3(static_cast<unsigned>(arguments.plan.schedule.worker_count));
  launch.blockDim = dim3(static_cast<unsigned>(128 * (1 + arguments.plan.groups)));
  launch.dynamicSmemBytes = static_cast<size_t>(StreamSharedBytes(arguments.plan));
  launch.stream = stream;
  // Blocks that wait for each other: the launch fails where not all can run at once, instead of
  // waiting for ever.
  cudaLaunchAttribute all_at_once = {};
  all_at_once.id = cudaLaunchAttributeCooperative;
  all_at_once.val.cooperative = 1;
  launch.attrs = &all_at_once;
  launch.numAttrs = arguments.plan.packs ? 1 : 0;
  CUDA_CHECK(cudaLaunchKernelEx(&launch, kernel, arguments));
}

}  // namespace

Launch PrepareStream(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     int multiprocessors) {
  const StreamPlan plan = PlanStream(problem, multiprocessors);
  const Kernel kernel = ChooseKernel(problem.dtype, plan);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  const int64_t counter_bytes = CounterBytes(problem.matrix_count());
  if (plan.packs) GrowScratch(counter_bytes + PackedKeyBytes(plan));
  return [=](Stream stream) {
    // Made now: the scratch may have moved since.
    const Arguments arguments = MakeArguments(problem, tensors, plan);
    if (plan.packs) {
      CUDA_CHECK(cudaMemsetAsync(ScratchData(), 0, static_cast<size_t>(counter_bytes), stream));
    }
    Multiply(kernel, arguments, stream);
  };
}

}  // namespace attnwatch::hopper::stream
