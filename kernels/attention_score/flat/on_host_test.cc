// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernels on the host (on_host/device.h), under ThreadSanitizer: their scores, and that
// whatever one thread writes and another uses, or writes again, has a barrier in between. A kernel
// that waits for what never comes hangs here as it does there.
#include "kernels/attention_score/flat/on_host/device.h"
// After what nvcc would give.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "kernels/attention_score/flat/lines_block.cuh"
#include "kernels/attention_score/flat/pool_block.cuh"
#include "kernels/attention_score/flat/repack_block.cuh"
#include "kernels/attention_score/flat/stream_block.cuh"
#include "kernels/attention_score/kernel_check.h"

namespace attnwatch::hopper {
namespace {

constexpr int kBlocks = 1;            // computes several segments
constexpr double kFastMemory = 5e12;  // for which more problems are held in registers

unsigned asked = 0;  // of segments: segment_queue.cuh

template <typename Arguments, typename Plan>
Arguments MakeArguments(const Plan& plan, const AttentionScoreTensors& tensors) {
  Arguments arguments = {};
  arguments.plan = plan;
  arguments.scores = static_cast<char*>(tensors.scores);
  arguments.asked = &asked;
  return arguments;
}

template <typename Arguments, typename Plan>
Arguments MakeArgumentsOfRows(const Plan& plan, const AttentionScoreTensors& tensors) {
  auto arguments = MakeArguments<Arguments>(plan, tensors);
  arguments.query = static_cast<const char*>(tensors.query);
  arguments.key = static_cast<const char*>(tensors.key);
  return arguments;
}

Launch PrepareRepack(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const auto arguments =
      MakeArgumentsOfRows<repack::Arguments>(repack::PlanRepack(problem, kBlocks), tensors);
  return [arguments](Stream) {
    on_host::RunBlocks(arguments.plan.schedule.worker_count, repack::kThreads,
                       [&](char* memory) { repack::RunBlock<__half>(arguments, memory); });
  };
}

template <int kHeldPanels>
void RunStream(const stream::Arguments& arguments) {
  on_host::RunBlocks(
      arguments.plan.schedule.worker_count, 128 * (1 + arguments.plan.groups),
      [&](char* memory) { stream::RunBlock<__half, kHeldPanels>(arguments, memory); });
}

Launch PrepareStream(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const stream::StreamPlan plan = stream::PlanStream(problem, {kBlocks, kFastMemory});
  auto arguments = MakeArguments<stream::Arguments>(plan, tensors);
  HostRows rows = {static_cast<const char*>(tensors.query), problem.matrix_count() * plan.seq_len,
                   plan.head_dim, 2 * plan.head_dim, stream::kBlockQueries};
  arguments.query_map = MakeHostMap(rows);
  rows.data = static_cast<const char*>(tensors.key);
  rows.box_rows = plan.tile_keys;
  arguments.key_map = MakeHostMap(rows);
  const auto run =
      stream::HoldsQueries(plan)
          ? stream::ForHeldPanels(plan.panels,
                                  [](auto held) { return RunStream<decltype(held)::value>; })
          : RunStream<0>;
  return [run, arguments](Stream) { run(arguments); };
}

template <int kBlockKeys, bool kAligned>
void RunLines(const lines::Arguments& arguments) {
  on_host::RunBlocks(arguments.plan.schedule.worker_count, lines::kThreads, [&](char* memory) {
    lines::RunBlock<__half, kBlockKeys, kAligned>(arguments, memory);
  });
}

template <int kBlockKeys>
auto ChooseLines(const lines::LinesPlan& plan) {
  return lines::IsAligned(plan) ? RunLines<kBlockKeys, true> : RunLines<kBlockKeys, false>;
}

Launch PrepareLines(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const lines::LinesPlan plan = lines::PlanLines(problem, kBlocks);
  const auto arguments = MakeArgumentsOfRows<lines::Arguments>(plan, tensors);
  const auto run = plan.block_keys == 256   ? ChooseLines<256>(plan)
                   : plan.block_keys == 192 ? ChooseLines<192>(plan)
                                            : ChooseLines<128>(plan);
  return [run, arguments](Stream) { run(arguments); };
}

constexpr int kTeamBlocks = 2;

template <int kPanels>
void RunPool(const pool::Arguments& arguments) {
  on_host::RunBlocks(arguments.plan.held.schedule.worker_count, pool::Threads::kCount,
                     [&](char* memory) { pool::RunBlock<__half, kPanels>(arguments, memory); });
}

Launch PreparePool(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const pool::PoolPlan plan = pool::PlanPool(problem, {kTeamBlocks, kFastMemory});
  const auto ring = std::make_shared<std::vector<char>>(pool::RingBytes(plan));
  const auto counters = std::make_shared<std::vector<unsigned>>(pool::CounterCount(plan));
  pool::Arguments arguments = {};
  arguments.plan = plan;
  arguments.held = MakeArguments<stream::Arguments>(plan.held, tensors);
  arguments.query = static_cast<const char*>(tensors.query);
  arguments.key = static_cast<const char*>(tensors.key);
  arguments.ring = ring->data();
  arguments.counters = counters->data();
  const auto run = stream::ForHeldPanels(plan.held.panels,
                                         [](auto held) { return RunPool<decltype(held)::value>; });
  return [run, arguments, ring, counters](Stream) {
    run(arguments);
    for (const unsigned count : *counters) EXPECT_EQ(count, 0u) << "the next launch would hang";
  };
}

// `matrices` matrices, float16.
void Check(Launch (*prepare)(const AttentionScoreProblem&, const AttentionScoreTensors&),
           int64_t matrices, int64_t seq_len, int64_t head_dim) {
  AttentionScoreProblem problem;
  problem.batch = 1;
  problem.heads = matrices;
  problem.seq_len = seq_len;
  problem.head_dim = head_dim;
  SCOPED_TRACE(ProblemName(problem));
  AttentionScoreKernel kernel = {};
  kernel.prepare = prepare;
  CheckProblem(kernel, problem);
  EXPECT_EQ(asked, 0u) << "the next launch would begin in the middle";
}

// What the others rely on: neighbours without a barrier end the program badly, with one well.
TEST(OnHostDeathTest, WhatNoBarrierOrdersIsFound) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto pass_on = [](bool in_order) {
    on_host::RunBlocks(1, on_host::kWarp, [in_order](char* memory) {
      int* const words = reinterpret_cast<int*>(memory);
      const int lane = static_cast<int>(threadIdx.x);
      words[lane] = lane;
      if (in_order) __syncwarp();
      if (words[(lane + 1) % on_host::kWarp] == -2) std::abort();
    });
    std::exit(0);
  };
  EXPECT_EXIT(pass_on(true), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(pass_on(false), testing::ExitedWithCode(66), "data race");
}

// Rows that begin at any element, and aligned ones.
TEST(OnHostTest, Repack) {
  for (const int64_t head_dim : {33, 128}) Check(PrepareRepack, 4, 136, head_dim);
}

TEST(OnHostTest, StreamOfWideBlocks) { Check(PrepareStream, 3, 136, 136); }

// Tiles of 128, 96 and 64 keys.
TEST(OnHostTest, StreamOfHeldQueries) {
  for (const int64_t head_dim : {96, 256, 296, 384}) Check(PrepareStream, 1, 224, head_dim);
}

// Tiles of 128, 96 and 64 keys, in all more than the ring holds; rows that are aligned, too.
TEST(OnHostTest, Pool) {
  for (const int64_t head_dim : {71, 135, 264, 321}) Check(PreparePool, 4, 208, head_dim);
  Check(PreparePool, 2, 330, 255);
}

// Blocks of 256, 192 and 128 keys; of 129 elements no row reaches into one more line.
TEST(OnHostTest, Lines) {
  for (const int64_t head_dim : {129, 341, 417}) Check(PrepareLines, 2, 136, head_dim);
}

TEST(OnHostTest, LinesThatAreAligned) { Check(PrepareLines, 2, 136, 200); }

}  // namespace
}  // namespace attnwatch::hopper
