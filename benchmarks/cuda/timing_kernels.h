// SPDX-License-Identifier: Apache-2.0
//
// The suite's own little kernels around what it times: one holds the stream until everything is
// queued, one reads the clocks, the others write memory.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "benchmarks/cuda/clock_rate.h"
#include "kernels/attention_score/inputs.h"

namespace attnwatch {

// Holds the stream until `*release` (pinned memory) is not 0, so that what is queued behind it
// starts without launch gaps. It gives up after `limit_nanoseconds` and sets `*gave_up`: a library
// call that waits for the device (to load a kernel, say) would otherwise wait for ever.
void BlockStream(const volatile uint32_t* release, uint32_t* gave_up, uint64_t limit_nanoseconds,
                 cudaStream_t stream);

// Writes stamps[sm] for every SM that one of `sm_count` blocks lands on; the others stay as they
// are. Two stamps of one SM give its clock between them.
void StampClocks(ClockStamp* stamps, int sm_count, cudaStream_t stream);

// One thread that waits until the global timer has advanced by this much.
void BurnTime(uint64_t nanoseconds, cudaStream_t stream);

// Streams 16-byte stores over `bytes` (a multiple of 16).
void WriteMemory(void* data, int64_t bytes, cudaStream_t stream);

// FillInput of inputs.h, on the device.
void FillInputOnDevice(Dtype dtype, InputTensor tensor, uint64_t seed, int64_t count, void* data,
                       cudaStream_t stream);

}  // namespace attnwatch
