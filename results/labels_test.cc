// SPDX-License-Identifier: Apache-2.0
#include "results/labels.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(Labels, KeepTheOrderInWhichKeysWereFirstSet) {
  Labels labels;
  labels.Set("kernel", "cublas");
  labels.Set("head_dim", "64");
  labels.Set("kernel", "onednn");
  EXPECT_EQ(labels.Name(), "kernel=onednn/head_dim=64");
}

TEST(Labels, AListWithAKeyTwiceKeepsTheLastValue) {
  const Labels labels = {{"kernel", "cublas"}, {"kernel", "onednn"}};
  EXPECT_EQ(labels, (Labels{{"kernel", "onednn"}}));
}

TEST(Labels, GetFindsWholeKeysOnly) {
  const Labels labels = {{"head_dim", "64"}};
  EXPECT_EQ(labels.Get("head_dim"), "64");
  EXPECT_EQ(labels.Get("head"), "");
  EXPECT_EQ(labels.Get("head_dim_"), "");
}

TEST(Labels, NoLabelsHaveAnEmptyName) {
  EXPECT_TRUE(Labels().empty());
  EXPECT_EQ(Labels().Name(), "");
}

TEST(Labels, CompareByPairsInOrder) {
  const Labels a = {{"x", "1"}, {"y", "2"}};
  const Labels b = {{"y", "2"}, {"x", "1"}};
  EXPECT_NE(a, b);
  EXPECT_LT(a, b);
  EXPECT_FALSE(b < a);
}

}  // namespace
}  // namespace attnwatch
