// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/attention_score/flat/hopper.h"
#include "kernels/attention_score/flat/hopper_block.cuh"
#include "kernels/attention_score/scratch.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper {
namespace {

template <typename Element>
__global__ void __launch_bounds__(kThreads, 1)
    FlatHopper(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  RunBlock<Element>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

using Kernel = void (*)(Arguments);

Kernel ChooseKernel(Dtype dtype) {
  return dtype == Dtype::kFloat16 ? FlatHopper<__half> : FlatHopper<__nv_bfloat16>;
}

// The workspace of a launch, in the process's scratch: counters, queries, keys.
struct Workspace {
  int64_t counter_bytes = 0;
  int64_t operand_bytes = 0;

  int64_t bytes() const { return counter_bytes + 2 * operand_bytes; }
};

Workspace PlanWorkspace(const HopperPlan& plan, int64_t matrices) {
  if (!plan.packing.needed) return {};
  const auto round_up = [](int64_t bytes) { return (bytes + 255) / 256 * 256; };
  const int64_t counters = 2 * matrices * static_cast<int64_t>(sizeof(uint32_t));
  return {round_up(counters), round_up(PackedBytes(plan.packing))};
}

Arguments MakeArguments(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const HopperPlan& plan, const Workspace& workspace) {
  Arguments arguments = {};
  arguments.plan = plan;
  arguments.scores = tensors.scores;
  AttentionScoreTensors packed = tensors;
  if (plan.packing.needed) {
    const RawRows raw = {tensors.query, problem.query_bytes(), plan.seq_len, plan.head_dim};
    arguments.raw_query = raw;
    arguments.raw_key = raw;
    arguments.raw_key.data = tensors.key;
    auto* const counters = static_cast<uint32_t*>(ScratchData());
    arguments.progress = {counters, counters + problem.matrix_count()};
    arguments.packed_query = static_cast<char*>(ScratchData()) + workspace.counter_bytes;
    arguments.packed_key = static_cast<char*>(arguments.packed_query) + workspace.operand_bytes;
    packed.query = arguments.packed_query;
    packed.key = arguments.packed_key;
  }
  arguments.maps = MakeHopperMaps(problem, plan, packed);
  return arguments;
}

void Multiply(Kernel kernel, const Arguments& arguments, Stream stream) {
  cudaLaunchConfig_t launch = {};
  launch.gridDim = dim3(static_cast<unsigned>(arguments.plan.schedule.worker_count));
  launch.blockDim = dim3(kThreads);
  launch.dynamicSmemBytes = static_cast<size_t>(SharedBytes(arguments.plan));
  launch.stream = stream;
  // Blocks that wait for each other: the launch fails where not all can run at once, instead of
  // waiting for ever.
  cudaLaunchAttribute all_at_once = {};
  all_at_once.id = cudaLaunchAttributeCooperative;
  all_at_once.val.cooperative = 1;
  launch.attrs = &all_at_once;
  launch.numAttrs = arguments.plan.packing.needed ? 1 : 0;
  CUDA_CHECK(cudaLaunchKernelEx(&launch, kernel, arguments));
}

// Machine code for sm_90a runs on that GPU alone; PTX of an older one would be compiled for it, but
// without wgmma.
bool BuiltForThisGpu() {
  cudaFuncAttributes attributes = {};
  CUDA_CHECK(cudaFuncGetAttributes(&attributes, ChooseKernel(Dtype::kFloat16)));
  return attributes.binaryVersion == 90 && attributes.ptxVersion >= 90;
}

}  // namespace

std::optional<std::string> HopperUnsupported(const AttentionScoreProblem& problem) {
  static const bool built = BuiltForThisGpu();
  if (!built) return "not a Hopper GPU, or not built for it";
  if (problem.head_dim > kMaxHeadDim) return "the queries do not fit into shared memory";
  // Coordinates of the copy engine and numbers of blocks are 32 bits.
  if (problem.matrix_count() * problem.seq_len >= int64_t{1} << 31) return "too many rows";
  return TensorMapsMissing();
}

Launch PrepareHopper(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     int multiprocessors) {
  const Kernel kernel = ChooseKernel(problem.dtype);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  const HopperPlan plan = PlanHopper(problem, multiprocessors);
  const Workspace workspace = PlanWorkspace(plan, problem.matrix_count());
  GrowScratch(workspace.bytes());
  return [=](Stream stream) {
    // Made now: the scratch may have moved since.
    const Arguments arguments = MakeArguments(problem, tensors, plan, workspace);
    if (plan.packing.needed) {
      CUDA_CHECK(
          cudaMemsetAsync(ScratchData(), 0, static_cast<size_t>(workspace.counter_bytes), stream));
    }
    Multiply(kernel, arguments, stream);
  };
}

}  // namespace attnwatch::hopper
