// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/repack.h"
#include "kernels/attention_score/flat/repack_consumer.cuh"
#include "kernels/attention_score/flat/repack_packer.cuh"
#include "kernels/attention_score/flat/repack_producer.cuh"
#include "kernels/attention_score/flat/tensor_maps.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper::repack {
namespace {

constexpr int kThreads = 384;
constexpr int kConsumerRegisters = 200;
constexpr int kOtherRegisters = 104;

__device__ __forceinline__ void InitBarriers(const RepackPlan& plan, Barriers& barriers) {
  for (int i = 0; i < plan.query_buffers; ++i) {
    InitBarrier(&barriers.query_full[i], kPackerWarps);
    InitBarrier(&barriers.query_empty[i], kConsumerWarps);
  }
  for (int i = 0; i < plan.key_buffers; ++i) {
    InitBarrier(&barriers.key_full[i], kPackerWarps);
    InitBarrier(&barriers.key_empty[i], plan.cluster * kConsumerWarps);
  }
  for (int i = 0; i < plan.group_slots; ++i) {
    InitBarrier(&barriers.group_full[i], 1);
    InitBarrier(&barriers.group_empty[i], 1);
  }
  FenceBarrierInit();
}

// kCluster: blocks of a cluster.
template <typename Element, int kCluster>
__global__ void __launch_bounds__(kThreads, 1)
    FlatRepack(const __grid_constant__ Arguments arguments) {
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
  extern __shared__ char memory[];
  const int worker = static_cast<int>(blockIdx.x) / kCluster;
  const int rank = static_cast<int>(blockIdx.x) % kCluster;
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) InitBarriers(arguments.plan, *shared.barriers);
  if (kCluster > 1) {
    SyncCluster();
  } else {
    __syncthreads();
  }
  if (warp < 4) {
    GiveRegisters<kOtherRegisters>();
    if (warp > 0) {
      Pack<(kCluster > 1)>(arguments, shared, worker, rank, warp - 1, lane);
    } else if (lane == 0) {
      Produce(arguments, shared, worker, rank);
    }
  } else {
    TakeRegisters<kConsumerRegisters>();
    Consume<Element, 2 / kCluster>(arguments, shared, worker, rank, warp / 4 - 1, warp % 4, lane);
  }
  if (kCluster > 1) {
    __syncwarp();
    SyncCluster();  // until then the other block may write here
  }
#else
  __trap();
#endif
}

using Kernel = void (*)(Arguments);

template <typename Element>
Kernel ChooseCluster(int cluster) {
  return cluster == 1 ? FlatRepack<Element, 1> : FlatRepack<Element, 2>;
}

Kernel ChooseKernel(Dtype dtype, int cluster) {
  return dtype == Dtype::kFloat16 ? ChooseCluster<__half>(cluster)
                                  : ChooseCluster<__nv_bfloat16>(cluster);
}

int Multiprocessors() {
  int device = 0;
  int count = 0;
  CUDA_CHECK(cudaGetDevice(&device));
  CUDA_CHECK(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device));
  return count;
}

}  // namespace

Launch PrepareRepack(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  Arguments arguments = {};
  arguments.plan = PlanRepack(problem, Multiprocessors());
  const Kernel kernel = ChooseKernel(problem.dtype, arguments.plan.cluster);
  CUDA_CHECK(
      cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kSharedBytesMax));
  arguments.score_map = MakeScoreMap(problem, tensors.scores);
  arguments.query = static_cast<const char*>(tensors.query);
  arguments.key = static_cast<const char*>(tensors.key);
  arguments.scores = static_cast<char*>(tensors.scores);
  return [=](Stream stream) {
    cudaLaunchConfig_t launch = {};
    launch.gridDim =
        dim3(static_cast<unsigned>(arguments.plan.schedule.worker_count * arguments.plan.cluster));
    launch.blockDim = dim3(kThreads);
    launch.dynamicSmemBytes = static_cast<size_t>(RepackSharedBytes(arguments.plan));
    launch.stream = stream;
    cudaLaunchAttribute cluster = {};
    cluster.id = cudaLaunchAttributeClusterDimension;
    cluster.val.clusterDim.x = static_cast<unsigned>(arguments.plan.cluster);
    cluster.val.clusterDim.y = 1;
    cluster.val.clusterDim.z = 1;
    launch.attrs = &cluster;
    launch.numAttrs = 1;
    CUDA_CHECK(cudaLaunchKernelEx(&launch, kernel, arguments));
  };
}

}  // namespace attnwatch::hopper::repack
