// SPDX-License-Identifier: Apache-2.0
//
// The warps that pack keys into the ring. Those of a team's blocks share each of its tiles.
#pragma once

#include "kernels/attention_score/flat/pack_row.cuh"
#include "kernels/attention_score/flat/pool_shared.cuh"

namespace attnwatch::hopper::pool {

// Rows on their way. In one register: a thread has few.
struct Piece {
  unsigned number : 8;  // in its tile
  unsigned rows : 4;    // that are there
  unsigned begin : 4;   // bytes from where their copy begins to the first row
  unsigned first : 1;   // of a warp's pieces of the tile
  unsigned last : 1;
};

// One warp of them.
template <int kPanels>
struct Packer {
  const Arguments& arguments;
  const SharedMemory& shared;
  Member member;
  int warp;  // of the block's packers
  int lane;
  RingTurn turn;     // of the next tile to be packed
  bool told = true;  // the other blocks, of the tile packed last
  int packed = -1;   // pieces; of none there is one on its way at first
  Piece on_its_way;

  __device__ __forceinline__ uint32_t Staging(int number) const {
    const int bytes = StageBytes(arguments.plan.held.head_dim);
    return shared.staging + (warp * kPieceStages + number) * bytes;
  }
  __device__ __forceinline__ uint32_t Arrived(int number) const {
    return shared.arrived + (warp * kPieceStages + number) * kBarrierSize;
  }

  // Begins to copy the rows of a piece, and packs one that was pushed before.
  __device__ __forceinline__ void Push(int matrix, int row, Piece next) {
    const stream::StreamPlan& plan = arguments.plan.held;
    const int64_t rows = static_cast<int64_t>(matrix) * plan.seq_len + row;
    const char* const from = arguments.key + rows * (2 * plan.head_dim);
    next.begin = static_cast<unsigned>(reinterpret_cast<uintptr_t>(from) % 16);
    next.rows = max(0, min(kPieceRows, plan.seq_len - row));
    if (lane == 0) BeginCopy(from, next);
    PackLast();
    on_its_way = next;
  }

  __device__ __forceinline__ void BeginCopy(const char* from, const Piece& piece) {
    const int number = (packed + 1) % kPieceStages;
    const int bytes = piece.rows * 2 * arguments.plan.held.head_dim;
    LoadAround(from, bytes, Staging(number), Arrived(number));
  }

  __device__ __forceinline__ void PackLast() {
    if (packed >= 0) Pack(on_its_way);
    ++packed;
  }

  __device__ __forceinline__ void End() {
    PackLast();
    Tell();
  }

  // The other blocks of a tile, when it has been on its way to memory for a while: until it is
  // there the warp waits. But before it waits for anybody else.
  __device__ __forceinline__ void Tell() {
    if (told) return;
    told = true;
    FenceGlobalForCopies();
    __syncwarp();
    if (lane > 0) return;
    const int before = turn.tile < kPackerWarps ? kRingTiles : 0;
    AddTo(arguments.counters + PackedCounter(member.team, turn.tile + before - kPackerWarps), 1);
  }

  __device__ __forceinline__ void Pack(const Piece& piece) {
    const PoolPlan& plan = arguments.plan;
    unsigned* const counters = arguments.counters;
    Wait(Arrived(packed % kPieceStages), packed / kPieceStages % 2);
    Tell();
    if (piece.first) {
      WaitForCount(counters + ReadCounter(member.team, turn.tile), turn.uses * TeamBlocks(plan));
    }
#pragma unroll 1
    for (int row = lane / 8; row < static_cast<int>(piece.rows); row += 4) PackChunks(piece, row);
    if (piece.last) {
      turn.Advance(kPackerWarps);
      told = false;
    }
    __syncwarp();
  }

  // Of one of its rows those that are the lane's: eight lanes pack a row.
  __device__ __forceinline__ void PackChunks(const Piece& piece, int row) {
    const PoolPlan& plan = arguments.plan;
    const int head_dim = plan.held.head_dim;
    const int panel_bytes = KeySlotBytes(plan.held);
    const int line = KeyRow(piece.number * kPieceRows + row);
    char* const to =
        RingTile(arguments, member.team, turn) + Swizzle(line * kLineBytes + lane % 8 * 16);
    PackRow<kPanels>(
        Staging(packed % kPieceStages) + piece.begin + row * (2 * head_dim), head_dim, lane % 8,
        [&](int panel, const uint4& chunk) { StoreToStay(to + panel * panel_bytes, chunk); });
  }

  // This warp's pieces of a tile.
  __device__ __forceinline__ void PushTile(int matrix, int tile) {
    const PoolPlan& plan = arguments.plan;
    const int pieces = plan.held.tile_keys / kPieceRows;
    int number = (member.block + tile) % TeamBlocks(plan);
    bool first = true;
    // One at least, of rows that are not there: to take part in counting.
#pragma unroll 1
    do {
      Piece next = {};
      next.number = number;
      next.first = first;
      next.last = number + TeamBlocks(plan) >= pieces;
      Push(matrix,
           number < pieces ? tile * plan.held.tile_keys + number * kPieceRows : plan.held.seq_len,
           next);
      number += TeamBlocks(plan);
      first = false;
    } while (number < pieces);
  }
};

// The keys of all of a team's matrices, every third tile.
template <int kPanels>
__device__ __forceinline__ void PackKeys(const Arguments& arguments, const SharedMemory& shared,
                                         const Member& member, int warp, int lane) {
  const PoolPlan& plan = arguments.plan;
  Packer<kPanels> packer = {arguments, shared, member, warp, lane, {}, true, -1, {}};
  packer.turn.Advance(warp);
  const int tiles = plan.held.schedule.tile_count;  // of a matrix
  int tile = warp;                                  // the next one of this warp
  for (int matrix = member.team; matrix < plan.matrices; matrix += plan.teams) {
#pragma unroll 1
    for (; tile < tiles; tile += kPackerWarps) packer.PushTile(matrix, tile);
    tile -= tiles;
  }
  packer.End();
}

}  // namespace attnwatch::hopper::pool
