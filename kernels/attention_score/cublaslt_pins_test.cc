// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/cublaslt_pins.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace attnwatch {
namespace {

constexpr char kTable[] =
    "# comment\n"
    "GPU 80GB\t13.1.0\tfloat16\ttn\t4\t96\t2048\t64\t3\t1.05\t00000000000000420000000000000001\n";

std::string ErrorOf(const std::string& table) {
  try {
    const CublasLtPins pins(table);
    return "no error";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(CublasLtPins, FindsTheAlgorithmOfExactlyThisProblem) {
  const CublasLtPins pins(kTable);
  const AttentionScoreProblem problem;  // the figure's, head_dim 64
  const CublasLtAlgorithmWords* const words = pins.Find("GPU 80GB", "13.1.0", problem);
  ASSERT_NE(words, nullptr);
  EXPECT_EQ(*words, (CublasLtAlgorithmWords{0x42, 1}));
  EXPECT_EQ(pins.Find("GPU 80GB", "13.2.0", problem), nullptr);
  EXPECT_EQ(pins.Find("GPU 40GB", "13.1.0", problem), nullptr);
  AttentionScoreProblem other = problem;
  other.head_dim = 65;
  EXPECT_EQ(pins.Find("GPU 80GB", "13.1.0", other), nullptr);
  other = problem;
  other.layout = Layout::kNn;
  EXPECT_EQ(pins.Find("GPU 80GB", "13.1.0", other), nullptr);
}

TEST(CublasLtPins, AlgorithmsSurviveTheTable) {
  const CublasLtAlgorithmWords words{0xffffffffffffffff, 0, 0x123456789abcdef0, 7};
  const std::string text = EncodeCublasLtAlgorithm(words);
  EXPECT_EQ(text.size(), 64u);
  EXPECT_EQ(DecodeCublasLtAlgorithm(text), words);
  EXPECT_EQ(DecodeCublasLtAlgorithm(EncodeCublasLtAlgorithm({})), CublasLtAlgorithmWords{});
}

TEST(CublasLtPins, NamesTheLineThatIsWrong) {
  EXPECT_EQ(ErrorOf("#\na\tb\n"), "cublaslt_pins.tsv:2: has 2 fields, not 11");
  const std::string line = "g\t1\tfloat16\ttn\t4\t96\t2048\t64\t3\t1.05\t";
  EXPECT_EQ(ErrorOf(line + "12"), "cublaslt_pins.tsv:1: not an algorithm: '12'");
  EXPECT_EQ(ErrorOf(line + "000000000000004x"),
            "cublaslt_pins.tsv:1: not an algorithm: 000000000000004x");
  const std::string good = line + "0000000000000042\n";
  EXPECT_EQ(ErrorOf(good + good), "cublaslt_pins.tsv:2: pins the same problem again");
}

TEST(CublasLtPins, TheTableOfThisBuildIsRead) { EXPECT_NO_THROW(CublasLtPins::Shared()); }

}  // namespace
}  // namespace attnwatch
