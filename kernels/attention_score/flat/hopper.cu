// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "kernels/attention_score/flat/hopper.h"
#include "kernels/attention_score/flat/hopper_block.cuh"
#include "kernels/attention_score/scratch.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper {
namespace {

template <typename Element, int kClusterSize, int kBlocks>
__global__ void __launch_bounds__(kThreads, 1)
    FlatHopper(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  RunBlock<Element, kClusterSize, kBlocks>(arguments, memory);
#else
  __trap();  // HopperUnsupported says so before
#endif
}

constexpr int kFlatPackThreads = 128;

// Packs all matrices: one block for each tile of rows.
__global__ void __launch_bounds__(kFlatPackThreads)
    FlatPack(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  const int tiles = arguments.plan.pack_tiles;
  const int64_t matrix = blockIdx.x / tiles;
  const int first = static_cast<int>(blockIdx.x % tiles) * arguments.plan.tile_queries;
  PackBoth<kFlatPackThreads>(arguments, matrix, first, static_cast<int>(threadIdx.x));
#else
  __trap();
#endif
}

using Kernel = void (*)(Arguments);

template <typename Element, int kBlocks>
Kernel ChooseKernel(int cluster_size) {
  return cluster_size == 1 ? FlatHopper<Element, 1, kBlocks> : FlatHopper<Element, 2, kBlocks>;
}

template <typename Element>
Kernel ChooseKernel(int cluster_size, int blocks) {
  return blocks == 1 ? ChooseKernel<Element, 1>(cluster_size)
                     : ChooseKernel<Element, 2>(cluster_size);
}

Kernel ChooseKernel(Dtype dtype, const HopperVariant& variant) {
#ifdef HALF_ONLY
  return ChooseKernel<__half>(variant.cluster_size, variant.blocks);
#else
  return dtype == Dtype::kFloat16
             ? ChooseKernel<__half>(variant.cluster_size, variant.blocks)
             : ChooseKernel<__nv_bfloat16>(variant.cluster_size, variant.blocks);
#endif
}

// A launch in the making; the attributes must stay where they are.
struct Configuration {
  cudaLaunchAttribute attributes[2] = {};
  cudaLaunchConfig_t launch = {};

  Configuration(int workers, int cluster_size, int shared_bytes) {
    launch.gridDim = dim3(static_cast<unsigned>(workers * cluster_size));
    launch.blockDim = dim3(kThreads);
    launch.dynamicSmemBytes = static_cast<size_t>(shared_bytes);
    launch.attrs = attributes;
    attributes[0].id = cudaLaunchAttributeClusterDimension;
    attributes[0].val.clusterDim = {static_cast<unsigned>(cluster_size), 1, 1};
    launch.numAttrs = 1;
  }
  Configuration(const Configuration&) = delete;

  // The launch fails where not all blocks can run at once, instead of waiting for ever.
  void RequireAllAtOnce() {
    attributes[1].id = cudaLaunchAttributeCooperative;
    attributes[1].val.cooperative = 1;
    launch.numAttrs = 2;
  }
};

int Multiprocessors() {
  int device = 0;
  int count = 0;
  CUDA_CHECK(cudaGetDevice(&device));
  CUDA_CHECK(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device));
  return count;
}

// How many blocks or clusters run at once: packing ahead relies on all of them doing so.
int Workers(Kernel kernel, int cluster_size) {
  const int most = Multiprocessors() / cluster_size;
  if (cluster_size == 1) return most;
  Configuration configuration(most, cluster_size, kSharedBytesMax);
  int clusters = 0;
  CUDA_CHECK(cudaOccupancyMaxActiveClusters(&clusters, kernel, &configuration.launch));
  return std::min(clusters, most);
}

// The workspace of a launch, in the process's scratch: counters, queries, keys.
struct Workspace {
  int64_t counter_bytes = 0;
  int64_t operand_bytes = 0;

  int64_t bytes() const { return counter_bytes + 2 * operand_bytes; }
};

Workspace PlanWorkspace(const HopperPlan& plan, int64_t matrices) {
  if (plan.packing.feed == Feed::kDirect) return {};
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
  if (plan.packing.feed != Feed::kDirect) {
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

void Pack(const Arguments& arguments, int64_t matrices, Stream stream) {
  const int64_t blocks = matrices * arguments.plan.pack_tiles;
  FlatPack<<<static_cast<unsigned>(blocks), kFlatPackThreads, 0, stream>>>(arguments);
  CUDA_CHECK(cudaGetLastError());
}

void Multiply(Kernel kernel, const Arguments& arguments, Stream stream) {
  const HopperPlan& plan = arguments.plan;
  Configuration configuration(plan.schedule.worker_count, plan.cluster_size, SharedBytes(plan));
  if (plan.packing.feed == Feed::kRing) configuration.RequireAllAtOnce();
  configuration.launch.stream = stream;
  CUDA_CHECK(cudaLaunchKernelEx(&configuration.launch, kernel, arguments));
}

// Machine code for sm_90a runs on that GPU alone; PTX of an older one would be compiled for it, but
// without wgmma.
bool BuiltForThisGpu() {
  cudaFuncAttributes attributes = {};
  CUDA_CHECK(cudaFuncGetAttributes(&attributes, ChooseKernel(Dtype::kFloat16, {})));
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
                     const HopperVariant& variant) {
  const Kernel kernel = ChooseKernel(problem.dtype, variant);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  const HopperPlan plan =
      PlanHopper(problem, Workers(kernel, variant.cluster_size), variant);
  const Workspace workspace = PlanWorkspace(plan, problem.matrix_count());
  GrowScratch(workspace.bytes());
  return [=](Stream stream) {
    // Made now: the scratch may have moved since.
    const Arguments arguments = MakeArguments(problem, tensors, plan, workspace);
    if (plan.packing.feed == Feed::kPacked) Pack(arguments, problem.matrix_count(), stream);
    if (plan.packing.feed == Feed::kRing) {
      CUDA_CHECK(
          cudaMemsetAsync(ScratchData(), 0, static_cast<size_t>(workspace.counter_bytes), stream));
    }
    Multiply(kernel, arguments, stream);
  };
}

}  // namespace attnwatch::hopper
