// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/plant.h"

#include <gtest/gtest.h>

#include "results/error.h"

namespace attnwatch {
namespace {

TEST(Plant, AddsUpWhatANameHolds) {
  const auto plants = ParsePlants({"head_dim=64/:2%", "kernel=flat/:1.5%"});
  EXPECT_DOUBLE_EQ(PlantedFraction(plants, "attention_score/kernel=flat/head_dim=65/"), 0.015);
  EXPECT_DOUBLE_EQ(PlantedFraction(plants, "attention_score/kernel=flat/head_dim=64/x"), 0.035);
  EXPECT_EQ(PlantedFraction(plants, "attention_score/kernel=cublas/head_dim=640/"), 0);
}

TEST(Plant, HeatIsNoSlowdown) {
  const auto plants = ParsePlants({"head_dim=64/:heat", "head_dim=65/:2%"});
  EXPECT_TRUE(IsHeatPlanted(plants, "attention_score/head_dim=64/x"));
  EXPECT_EQ(PlantedFraction(plants, "attention_score/head_dim=64/x"), 0);
  EXPECT_FALSE(IsHeatPlanted(plants, "attention_score/head_dim=65/x"));
}

TEST(Plant, RefusesWhatIsNoPlant) {
  for (const char* text :
       {"", "head_dim=64", "head_dim=64:2", ":2%", "a:x%", "a:-1%", "a:0%", ":heat", "a:heats"}) {
    EXPECT_THROW(ParsePlants({text}), Error) << text;
  }
}

}  // namespace
}  // namespace attnwatch
