// SPDX-License-Identifier: Apache-2.0
//
// How the warps of a block learn which segment (hopper_schedule.h) comes next: one thread asks for
// it and tells the others, through a short queue in shared memory.
//
//   SegmentSource source = {queue, counter};                    // that thread
//   source.Tell(worker);                                        // a worker's first
//   source.Tell(source.Ask(plan.schedule));
//
//   SegmentReader segments = {queue};                           // each of the others
//   while (segments.Next(plan.schedule, segment)) ...
#pragma once

#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/flat/mbarrier.cuh"
#include "kernels/attention_score/flat/shared_words.cuh"

namespace attnwatch::hopper {

// Room for the queue in shared memory.
using SegmentQueueSpace = Barrier[kQueueBytes / kBarrierSize];
static_assert(sizeof(SegmentQueueSpace) == kQueueBytes);

// Where it is.
struct SegmentQueue {
  uint32_t address;

  __device__ __forceinline__ uint32_t Full(int number) const {
    return address + number % kQueueLength * kBarrierSize;
  }
  __device__ __forceinline__ uint32_t Empty(int number) const {
    return Full(number) + kQueueLength * kBarrierSize;
  }
  __device__ __forceinline__ uint32_t Index(int number) const {
    return address + 2 * kQueueLength * kBarrierSize + number % kQueueLength * 4;
  }
};

__device__ __forceinline__ void InitQueue(const SegmentQueue& queue, int readers) {
  for (int i = 0; i < kQueueLength; ++i) {
    InitBarrier(queue.Full(i), 1);
    InitBarrier(queue.Empty(i), readers);
  }
}

// The parity of the phase in which the queue's entry for the segment of that number is used.
__device__ __forceinline__ uint32_t QueuePhase(int number) { return number / kQueueLength % 2; }

// The thread that asks.
struct SegmentSource {
  SegmentQueue queue;
  unsigned* asked;  // in global memory: how often all workers have; zero between launches
  int told = 0;

  // The number of a segment that no worker has had, or one behind the last, after which it must not
  // ask again. A worker's first is its own number.
  __device__ __forceinline__ int Ask(const Schedule& schedule) const {
    const int before = static_cast<int>(atomicAdd(asked, 1));
    // Each worker asks until it gets none: once for each segment in all.
    if (before + 1 == schedule.segment_count) *asked = 0;
    return schedule.worker_count + before;
  }

  // Tells the others.
  __device__ __forceinline__ void Tell(int index) {
    Wait(queue.Empty(told), QueuePhase(told) ^ 1);
    StoreSharedWord(queue.Index(told), index);
    Arrive(queue.Full(told));
    ++told;
  }
};

// A thread that is told.
struct SegmentReader {
  SegmentQueue queue;
  int count = 0;  // of those that it has been told

  // Whether there is one more, and it. Each of the threads that have been counted as readers calls
  // this. (One for its warp would do; racecheck of compute-sanitizer 2025.3 does not see that.)
  __device__ __forceinline__ bool Next(const Schedule& schedule, Segment& segment) {
    Wait(queue.Full(count), QueuePhase(count));
    const auto index = static_cast<int>(LoadSharedWord(queue.Index(count)));
    Arrive(queue.Empty(count));
    ++count;
    return SegmentAt(schedule, index, segment);
  }
  // The number of the one that was read last, from 0 on.
  __device__ __forceinline__ int Last() const { return count - 1; }
  // The parity of a barrier that has one phase for each segment, for that one.
  __device__ __forceinline__ uint32_t Parity() const { return Last() % 2; }
};

}  // namespace attnwatch::hopper
