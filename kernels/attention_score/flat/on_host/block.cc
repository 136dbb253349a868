// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/on_host/block.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <thread>
#include <utility>

namespace attnwatch::on_host {
namespace {

constexpr std::chrono::milliseconds kPause(1);  // between two looks whether all copies are done

constexpr size_t kAlignment = 1024;
// Whoever reads what nobody wrote is to get no plausible number: a NaN in float16 and bfloat16.
constexpr int kUnwritten = 0xff;

}  // namespace

thread_local Block* block = nullptr;
thread_local Index thread_index;
thread_local Index block_index;

void PhaseBarrier::Wait(uint32_t parity) const {
  for (;;) {
    const uint32_t phase = phase_.load(std::memory_order_relaxed);
    if (phase % 2 != parity) break;
    syscall(SYS_futex, &phase_, FUTEX_WAIT_PRIVATE, phase, nullptr, nullptr, 0);
  }
  phase_.load(std::memory_order_acquire);
}

void PhaseBarrier::Add(int64_t change) {
  if (left_.fetch_add(change) + change != 0) return;
  left_.store(arrivals_ * kArrival);
  phase_.fetch_add(1);
  syscall(SYS_futex, &phase_, FUTEX_WAKE_PRIVATE, std::numeric_limits<int>::max(), nullptr, nullptr,
          0);
}

Block::Block(int threads)
    : memory_(static_cast<char*>(std::aligned_alloc(kAlignment, kSharedBytes))),
      barriers_(kSharedBytes / sizeof(uint64_t)),
      warps_(threads / kWarp),
      words_(threads / kWarp) {
  std::memset(memory_, kUnwritten, kSharedBytes);
  for (pthread_barrier_t& warp : warps_) pthread_barrier_init(&warp, nullptr, kWarp);
  pthread_barrier_init(&all_, nullptr, threads);
}

Block::~Block() {
  for (pthread_barrier_t& warp : warps_) pthread_barrier_destroy(&warp);
  pthread_barrier_destroy(&all_);
  std::free(memory_);
}

PhaseBarrier& Block::Named(int number, int arrivals) {
  std::call_once(named_before_[number], [&] { named_[number].Init(arrivals); });
  return named_[number];
}

void Block::SyncWarp() { pthread_barrier_wait(&warps_[thread_index.x / kWarp]); }

const Block::Words& Block::TellWarp(const LaneWords& words) {
  thread_local unsigned turn = 0;
  Words& all = words_[thread_index.x / kWarp][turn++ % 2];
  all[Lane()] = words;
  SyncWarp();
  return all;
}

void Block::Copy(std::function<void()> copy) {
  ++copies_;
  std::thread([this, copy = std::move(copy)] {
    copy();
    --copies_;
  }).detach();
}

void Block::WaitForCopies() const {
  while (copies_ > 0) std::this_thread::sleep_for(kPause);
}

void RunBlocks(int blocks, int threads, const std::function<void(char* memory)>& body) {
  std::vector<std::unique_ptr<Block>> all;
  std::vector<std::thread> running;
  for (int i = 0; i < blocks; ++i) {
    all.push_back(std::make_unique<Block>(threads));
    for (int thread = 0; thread < threads; ++thread) {
      running.emplace_back([&body, block_of_all = all.back().get(), i, thread] {
        block = block_of_all;
        block_index = {static_cast<unsigned>(i)};
        thread_index = {static_cast<unsigned>(thread)};
        body(block->At(0));
      });
    }
  }
  for (std::thread& thread : running) thread.join();
  for (const auto& done : all) done->WaitForCopies();
}

}  // namespace attnwatch::on_host
