// SPDX-License-Identifier: Apache-2.0
//
// Block: what the threads of a block share on the host, and RunBlocks, which makes both (device.h).
#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace attnwatch::on_host {

inline constexpr int kWarp = 32;
inline constexpr int kSharedBytes = 256 * 1024;
inline constexpr int kNamedBarriers = 16;

// An mbarrier: a phase is over when all have arrived and all bytes have. Who sees that sees
// whatever came before each arrival.
class PhaseBarrier {
 public:
  void Init(int arrivals) {
    arrivals_ = arrivals;
    left_ = arrivals * kArrival;
    phase_ = 0;
  }
  void Arrive() { Add(-kArrival); }
  void ArriveExpectBytes(int bytes) { Add(bytes - kArrival); }
  void CompleteBytes(int bytes) { Add(-int64_t{bytes}); }

  // Until the phase of that parity is over. Sleeps by the system's call: the barrier alone orders
  // what its users do, no mutex of ours.
  void Wait(uint32_t parity) const;
  uint32_t parity() const { return phase_.load(std::memory_order_acquire) % 2; }

 private:
  static constexpr int64_t kArrival = int64_t{1} << 32;  // beside as many bytes

  void Add(int64_t change);

  int64_t arrivals_ = 0;
  std::atomic<int64_t> left_{0};
  std::atomic<uint32_t> phase_{0};
};

class Block {
 public:
  explicit Block(int threads);
  ~Block();

  // Of this block's shared memory.
  char* At(uint32_t address) const { return memory_ + address; }
  uint32_t AddressOf(const void* at) const {
    return static_cast<uint32_t>(static_cast<const char*>(at) - memory_);
  }
  PhaseBarrier& BarrierAt(uint32_t address) { return barriers_[address / sizeof(uint64_t)]; }
  PhaseBarrier& Named(int number, int arrivals);

  void SyncThreads() { pthread_barrier_wait(&all_); }
  void SyncWarp();
  // What the lanes of the calling thread's warp tell each other, all of them; valid until the next
  // time.
  using LaneWords = std::array<uint32_t, 4>;
  using Words = std::array<LaneWords, kWarp>;
  const Words& TellWarp(const LaneWords& words);

  // Does `copy` in a thread of its own: the copy engine.
  void Copy(std::function<void()> copy);
  void WaitForCopies() const;

 private:
  char* memory_;
  std::vector<PhaseBarrier> barriers_;
  std::array<PhaseBarrier, kNamedBarriers> named_;
  std::array<std::once_flag, kNamedBarriers> named_before_;
  std::vector<pthread_barrier_t> warps_;
  pthread_barrier_t all_;
  std::vector<std::array<Words, 2>> words_;  // in turn: who is still reading is not disturbed
  std::atomic<int> copies_{0};
};

struct Index {
  unsigned x;
};
extern thread_local Block* block;
extern thread_local Index thread_index;
extern thread_local Index block_index;

// Of the calling thread, in its warp.
inline int Lane() { return static_cast<int>(thread_index.x) % kWarp; }

// Runs all threads of all blocks at once; each block has its own `memory`, 1024-byte aligned.
void RunBlocks(int blocks, int threads, const std::function<void(char* memory)>& body);

}  // namespace attnwatch::on_host
