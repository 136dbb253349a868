// SPDX-License-Identifier: Apache-2.0
//
// The warps that pack. Those of a team's blocks share its matrix's keys, which go to the ring; the
// queries of a block are its own, and go to its shared memory.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/pack_row.cuh"
#include "kernels/attention_score/flat/pool_shared.cuh"

namespace attnwatch::hopper::pool {

// Four rows on their way, eight lanes a row. In one register: a thread has few.
struct Piece {
  unsigned number : 8;  // in a tile of keys, or among a group's queries
  unsigned rows : 4;    // that are there
  unsigned begin : 4;   // bytes from where the copy begins to the first row
  unsigned group : 4;   // of queries, or kKeys
  unsigned first : 1;   // of a warp's pieces of a tile, or of a group
  unsigned last : 1;
};
inline constexpr unsigned kKeys = stream::kHeld.groups;

// One warp of them.
template <int kPanels>
struct Packer {
  static constexpr int kAhead = kPieceStages - 1;  // pieces on their way

  const Arguments& arguments;
  const SharedMemory& shared;
  Member member;
  int warp;  // of the block's packers
  int lane;
  int queried = -1;            // the matrix whose queries have been pushed last
  int queries = 0;             // pieces of them
  int round = 0;               // units whose queries have been packed
  RingTurn turn;               // of the next keys to be packed
  bool told = true;            // the other blocks, of the keys packed last
  int packed = -kAhead;        // pieces
  Piece on_their_way[kAhead];  // the last one first

  __device__ __forceinline__ uint32_t Staging(int number) const {
    const int bytes = StageBytes(arguments.plan.held.head_dim);
    return shared.staging + (warp * kPieceStages + number) * bytes;
  }
  __device__ __forceinline__ uint32_t Arrived(int number) const {
    return shared.arrived + (warp * kPieceStages + number) * kBarrierSize;
  }

  // Begins to copy the rows of a piece, and packs one that was pushed before.
  __device__ __forceinline__ void Push(const char* tensor, int matrix, int row, Piece next) {
    const stream::StreamPlan& plan = arguments.plan.held;
    const int64_t rows = static_cast<int64_t>(matrix) * plan.seq_len + row;
    const char* const from = tensor + rows * (2 * plan.head_dim);
    next.begin = static_cast<unsigned>(reinterpret_cast<uintptr_t>(from) % 16);
    next.rows = max(0, min(kPieceRows, plan.seq_len - row));
    if (lane == 0) BeginCopy(from, next);
    if (packed >= 0) Pack(on_their_way[kAhead - 1]);
    Advance(next);
  }

  __device__ __forceinline__ void BeginCopy(const char* from, const Piece& piece) {
    const int number = (packed + kAhead) % kPieceStages;
    const int bytes = piece.begin + piece.rows * 2 * arguments.plan.held.head_dim;
    if (piece.rows == 0) return Arrive(Arrived(number));
    ArriveExpectBytes(Arrived(number), (bytes + 15) / 16 * 16);
    LoadBytes(from - piece.begin, (bytes + 15) / 16 * 16, Staging(number), Arrived(number),
              kEvictFirst);
  }

  __device__ __forceinline__ void Advance(const Piece& next) {
#pragma unroll
    for (int i = kAhead - 1; i > 0; --i) on_their_way[i] = on_their_way[i - 1];
    on_their_way[0] = next;
    ++packed;
  }

  __device__ __forceinline__ void End() {
#pragma unroll 1
    for (int i = 0; i < kAhead; ++i) {
      if (packed >= 0) Pack(on_their_way[kAhead - 1]);
      Advance({});
    }
    Tell();
  }

  // The oldest piece that is on its way.
  __device__ __forceinline__ void Pack(const Piece& piece) {
    Wait(Arrived(packed % kPieceStages), packed / kPieceStages % 2);
    Tell();
    if (piece.group == kKeys) {
      PackKeys(piece);
    } else {
      PackQueries(piece);
    }
    __syncwarp();
  }

  // The other blocks of keys, when those have been on their way to memory for a while: until they
  // are there the warp waits. But before it waits for anybody else.
  __device__ __forceinline__ void Tell() {
    if (told) return;
    told = true;
    FenceGlobalForCopies();
    __syncwarp();
    if (lane > 0) return;
    const int before = turn.tile < kPackerWarps ? kRingTiles : 0;
    AddTo(arguments.counters + PackedCounter(member.team, turn.tile + before - kPackerWarps), 1);
  }

  // Of the lane, in its stage.
  __device__ __forceinline__ uint32_t StagedRow(const Piece& piece) const {
    return Staging(packed % kPieceStages) + piece.begin +
           lane / 8 * (2 * arguments.plan.held.head_dim);
  }

  __device__ __forceinline__ void PackKeys(const Piece& piece) {
    const PoolPlan& plan = arguments.plan;
    unsigned* const counters = arguments.counters;
    if (piece.first) {
      WaitForCount(counters + ReadCounter(member.team, turn.tile), turn.uses * plan.team_blocks);
    }
    if (lane / 8 < static_cast<int>(piece.rows)) {
      const int row = piece.number * kPieceRows + lane / 8;
      char* const to =
          arguments.ring +
          static_cast<int64_t>(RingRow(plan, member.team, turn) + row) * (2 * plan.pitch) +
          lane % 8 * 16;
      PackRow<kPanels>(
          StagedRow(piece), plan.held.head_dim, lane % 8,
          [&](int panel, const uint4& chunk) { StoreToStay(to + panel * kLineBytes, chunk); });
    }
    if (piece.last) {
      turn.Advance(kPackerWarps);
      told = false;
    }
  }

  __device__ __forceinline__ void PackQueries(const Piece& piece) {
    stream::Barriers& barriers = *shared.held.barriers;
    if (piece.first) Wait(&barriers.query_empty[piece.group], (round & 1) ^ 1);
    if (lane / 8 < static_cast<int>(piece.rows)) {
      const int row = piece.number * kPieceRows + lane / 8;
      const uint32_t to = SharedAddress(shared.held.queries) +
                          piece.group * kPanels * stream::kBlockPanelBytes +
                          Swizzle(row * kLineBytes + lane % 8 * 16);
      PackRow<kPanels>(StagedRow(piece), arguments.plan.held.head_dim, lane % 8,
                       [&](int panel, const uint4& chunk) {
                         StoreSharedChunk(to + panel * stream::kBlockPanelBytes, chunk);
                       });
    }
    if (piece.last) {
      Arrive(&barriers.query_full[piece.group]);
      if (piece.group + 1 == kKeys) ++round;
    }
  }

  // This warp's pieces of a tile of keys.
  __device__ __forceinline__ void PushKeys(int matrix, int tile) {
    const PoolPlan& plan = arguments.plan;
    const int pieces = plan.held.tile_keys / kPieceRows;
    int number = (member.block + tile) % plan.team_blocks;
    bool first = true;
    // One at least, of rows that are not there: to take part in counting.
#pragma unroll 1
    do {
      Piece next = {};
      next.number = number;
      next.group = kKeys;
      next.first = first;
      next.last = number + plan.team_blocks >= pieces;
      Push(arguments.key, matrix,
           number < pieces ? tile * plan.held.tile_keys + number * kPieceRows : plan.held.seq_len,
           next);
      number += plan.team_blocks;
      first = false;
    } while (number < pieces);
  }

  // `count` more of its pieces of a matrix's queries, as far as there are so many.
  __device__ __forceinline__ void PushQueries(int matrix, int count) {
    constexpr int kGroupPieces = stream::kBlockQueries / kPieceRows;
    if (matrix != queried) queries = 0;
    queried = matrix;
    const int until = min(queries + count, kQueryPieces / kPackerWarps);
#pragma unroll 1
    for (; queries < until; ++queries) {
      const int number = queries * kPackerWarps + warp;
      const int in_group = number % kGroupPieces;
      Piece next = {};
      next.number = in_group;
      next.group = number / kGroupPieces;
      next.first = in_group < kPackerWarps;
      next.last = in_group + kPackerWarps >= kGroupPieces;
      Push(arguments.query, matrix, member.block * kUnitQueries + number * kPieceRows, next);
    }
  }
};

// The keys of all of a team's matrices, and in between, evenly, queries: those of a matrix from
// when the ones before are in registers to when they are wanted.
template <int kPanels>
__device__ __forceinline__ void Pack(const Arguments& arguments, const SharedMemory& shared,
                                     const Member& member, int warp, int lane) {
  const PoolPlan& plan = arguments.plan;
  Packer<kPanels> packer = {
      arguments, shared, member, warp, lane, -1, 0, 0, {}, true, -Packer<kPanels>::kAhead, {}};
  packer.turn.Advance(warp);
  packer.PushQueries(member.team, kQueryPieces);
  int tile = warp;  // of the matrix, the next one of this warp
  for (int matrix = member.team; matrix < plan.matrices; matrix += plan.teams) {
    const int next = matrix + plan.teams;
#pragma unroll 1
    for (; tile < plan.tiles; tile += kPackerWarps) {
      packer.PushKeys(matrix, tile);
      if (tile + kPackerWarps < kQueryTile) {
        packer.PushQueries(matrix, plan.query_pieces);
      } else if (tile < kQueryTile) {
        packer.PushQueries(matrix, kQueryPieces);
      } else if (next < plan.matrices) {
        packer.PushQueries(next, plan.query_pieces);
      }
    }
    if (plan.tiles < kQueryTile) packer.PushQueries(matrix, kQueryPieces);
    tile -= plan.tiles;
  }
  packer.End();
}

}  // namespace attnwatch::hopper::pool
