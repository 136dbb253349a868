// SPDX-License-Identifier: Apache-2.0
//
// The warps that pack a share of the keys into the ring, from which all blocks read them.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/shifted_rows.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// Brings a warp's groups of eight rows, as they are given, of one share after the other; by one
// lane.
class GroupFeed {
 public:
  __device__ __forceinline__ GroupFeed(const Arguments& arguments, int worker, int packer)
      : arguments_(arguments), share_(worker), packer_(packer), first_(packer * kGroupRows) {}

  // The next group, where there is one, to a slot that is empty.
  __device__ __forceinline__ void Load(char* slot, Barrier* full) {
    const StreamPlan& plan = arguments_.plan;
    const int row_bytes = 2 * plan.head_dim;
    for (; share_ < plan.schedule.unit_count; NextShare()) {
      const UnitPlace unit = PlaceUnit(plan, share_);
      if (first_ >= RowsLeft(plan, unit.share_row, plan.share_rows)) continue;
      ArriveExpectBytes(full, kGroupRows * row_bytes);
      LoadBytes(arguments_.key + (unit.matrix * plan.seq_len + unit.share_row + first_) * row_bytes,
                kGroupRows * row_bytes, slot, full, kEvictFirst);
      first_ += kPackers * kGroupRows;
      return;
    }
  }

 private:
  __device__ __forceinline__ void NextShare() {
    share_ += arguments_.plan.schedule.worker_count;
    first_ = packer_ * kGroupRows;
  }

  const Arguments& arguments_;
  int64_t share_;
  int packer_;
  int first_;
};

template <int kPanels>
class KeyPacker {
 public:
  __device__ __forceinline__ KeyPacker(const Arguments& arguments, const SharedMemory& shared,
                                       int worker, int packer, int lane)
      : plan_(arguments.plan),
        slots_(shared.groups + packer * plan_.group_slots * plan_.group_bytes),
        full_(shared.barriers->group_full[packer]),
        empty_(shared.barriers->group_empty[packer]),
        feed_(arguments, worker, packer),
        lane_(lane) {
    if constexpr (kStaged) {
      for (int i = 0; i < plan_.group_slots && lane == 0; ++i) feed_.Load(Slot(i), &full_[i]);
    }
  }

  // Eight rows.
  __device__ __forceinline__ void Pack(const char* given, char* packed) {
    Chunk chunks[2][kPanels];
    if constexpr (kStaged) {
      ReadSlot(chunks);
    } else {
      Read(given, chunks);
    }
#pragma unroll
    for (int i = 0; i < 2 * kPanels; ++i) {
      if (i % kPanels >= plan_.panels) continue;
      const int row = lane_ / 8 + i / kPanels * 4;
      *reinterpret_cast<Chunk*>(packed + row * plan_.key_row_bytes + i % kPanels * kLineBytes +
                                lane_ % 8 * 16) = chunks[i / kPanels][i % kPanels];
    }
  }

 private:
  // As DivideMemory has it.
  static constexpr bool kStaged = kPanels <= kWide.panels;

  __device__ __forceinline__ void Read(const char* given, Chunk (&chunks)[2][kPanels]) {
    const ShiftedRows rows = MakeShiftedRows(given, kGroupRows * 2 * plan_.head_dim,
                                             2 * plan_.head_dim, lane_ % 8 * 16, plan_.panels);
#pragma unroll
    for (int i = 0; i < 2 * kPanels; ++i) {
      // Not as many panels: one twice.
      chunks[i / kPanels][i % kPanels] =
          rows.Read(lane_ / 8 + i / kPanels * 4, min(i % kPanels, plan_.panels - 1));
    }
  }

  // The slot is filled again as soon as it is read.
  __device__ __forceinline__ void ReadSlot(Chunk (&chunks)[2][kPanels]) {
    Wait(&full_[slot_.slot], slot_.parity);
    Read(Slot(slot_.slot), chunks);
    Arrive(&empty_[slot_.slot]);
    if (lane_ == 0) {
      Wait(&empty_[slot_.slot], slot_.parity);
      feed_.Load(Slot(slot_.slot), &full_[slot_.slot]);
    }
    slot_.Advance(plan_.group_slots);
  }

  __device__ __forceinline__ char* Slot(int i) const { return slots_ + i * plan_.group_bytes; }

  const StreamPlan& plan_;
  char* slots_;
  Barrier* full_;
  Barrier* empty_;
  GroupFeed feed_;
  RingPlace slot_;
  int lane_;
};

// A unit's share of the keys. Before, the matrix that had the place in the ring must have been
// multiplied to its end. All blocks run at once and take their units in order, so that one always
// can go on.
template <int kPanels>
__device__ __forceinline__ void PackShare(const Arguments& arguments, const UnitPlace& unit,
                                          int packer, int lane, KeyPacker<kPanels>& keys) {
  const StreamPlan& plan = arguments.plan;
  if (unit.matrix >= plan.ring) {
    if (lane == 0) {
      WaitForCount(&arguments.progress.multiplied[unit.matrix - plan.ring], MultipliedCount(plan));
    }
    __syncwarp();
  }
  const int64_t to_row = unit.matrix % plan.ring * plan.seq_len + unit.share_row;
  char* const packed = arguments.packed_keys + to_row * plan.key_row_bytes;
  const char* const given =
      arguments.key + (unit.matrix * plan.seq_len + unit.share_row) * 2 * plan.head_dim;
  const int rows = RowsLeft(plan, unit.share_row, plan.share_rows);
#pragma unroll 1
  for (int row = packer * kGroupRows; row < rows; row += kPackers * kGroupRows) {
    keys.Pack(given + row * 2 * plan.head_dim, packed + row * plan.key_row_bytes);
  }
  FenceForCopyEngineEverywhere();
  __threadfence();
  __syncwarp();
  if (lane == 0) AddToCount(&arguments.progress.packed[unit.matrix], 1);
}

template <int kPanels>
__device__ __forceinline__ void PackKeys(const Arguments& arguments, const SharedMemory& shared,
                                         int worker, int packer, int lane) {
  const StreamPlan& plan = arguments.plan;
  if (!plan.packs) return;
  KeyPacker<kPanels> keys(arguments, shared, worker, packer, lane);
  for (int64_t share = worker; share < plan.schedule.unit_count;
       share += plan.schedule.worker_count) {
    PackShare(arguments, PlaceUnit(plan, share), packer, lane, keys);
  }
}

}  // namespace attnwatch::hopper::stream
