// SPDX-License-Identifier: Apache-2.0
//
// Which cases are one line, and what each writer makes of it.
#include "report/verdict_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/count.h"
#include "report/testing/small_verdict.h"
#include "report/verdict_annotations.h"
#include "report/verdict_html.h"
#include "report/verdict_json.h"
#include "report/verdict_junit.h"
#include "report/verdict_markdown.h"
#include "report/verdict_text.h"
#include "results/json_document.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

JudgedPoint* Add(const std::string& kernel, int head_dim, Verdict verdict, Reason reason,
                 SmallVerdict* small) {
  JudgedPoint point;
  point.labels = {{"kernel", kernel}, {"head_dim", std::to_string(head_dim)}};
  point.group.kernel = kernel;
  point.verdict = verdict;
  point.reason = reason;
  small->judgement.points.push_back(point);
  return &small->judgement.points.back();
}

void AddKernel(const std::string& kernel, int cases, Verdict verdict, Reason reason,
               SmallVerdict* small) {
  for (int i = 0; i < cases; ++i) Add(kernel, i + 1, verdict, reason, small);
}

SmallVerdict Empty() {
  SmallVerdict small;
  small.judgement = {};
  return small;
}

// The small verdict, a kernel that is missing and one that is new.
SmallVerdict WithWholeKernels() {
  SmallVerdict small;
  AddKernel("padded", 3, Verdict::kMissing, Reason::kNotInCandidate, &small);
  AddKernel("flat", 2, Verdict::kNew, Reason::kNotInBaseline, &small);
  return small;
}

std::vector<std::string> Names(const SmallVerdict& small) {
  std::vector<std::string> names;
  for (const ReportLine& line : GroupWholeKernels(small.report())) {
    names.push_back(line.shown.name);
  }
  return names;
}

TEST(GroupWholeKernels, IsOneLineAKernelBeforeTheCasesOfItsVerdict) {
  SmallVerdict small = Empty();
  Add("cublas", 8, Verdict::kMissing, Reason::kNotInCandidate, &small);
  Add("cublas", 16, Verdict::kEquivalent, Reason::kWithinTolerance, &small);
  AddKernel("flat", 2, Verdict::kNew, Reason::kNotInBaseline, &small);
  AddKernel("padded", 3, Verdict::kMissing, Reason::kNotInCandidate, &small);
  EXPECT_THAT(Names(small), ElementsAre("kernel padded: all 3 cases", "kernel=cublas/head_dim=8",
                                        "kernel flat: all 2 cases", "kernel=cublas/head_dim=16"));
  const auto lines = GroupWholeKernels(small.report());
  EXPECT_EQ(lines[0].case_count, 3u);
  EXPECT_EQ(lines[1].case_count, 1u);
  EXPECT_EQ(lines[2].case_count, 2u);
}

TEST(GroupWholeKernels, AKernelWithOneCaseIsThatCase) {
  SmallVerdict small = Empty();
  AddKernel("cublas", 1, Verdict::kMissing, Reason::kNotInCandidate, &small);
  EXPECT_THAT(Names(small), ElementsAre("kernel=cublas/head_dim=1"));
}

TEST(GroupWholeKernels, AKernelWithACaseOfAnotherVerdictIsNotWhole) {
  for (const Verdict other : {Verdict::kEquivalent, Verdict::kNew, Verdict::kIncorrect}) {
    SmallVerdict small = Empty();
    AddKernel("cublas", 2, Verdict::kMissing, Reason::kNotInCandidate, &small);
    Add("cublas", 3, other, Reason::kStatus, &small);
    EXPECT_EQ(Names(small).size(), 3u) << VerdictName(other);
  }
}

TEST(GroupWholeKernels, CasesMissingForDifferentReasonsAreListed) {
  SmallVerdict small = Empty();
  Add("cublas", 1, Verdict::kMissing, Reason::kNotInCandidate, &small)->detail = "odd head_dim";
  Add("cublas", 2, Verdict::kMissing, Reason::kNotInCandidate, &small);
  EXPECT_EQ(Names(small).size(), 2u);
  small.judgement.points[1].detail = "odd head_dim";
  EXPECT_THAT(Names(small), ElementsAre("kernel cublas: all 2 cases"));
}

TEST(GroupWholeKernels, OnlyWhatIsMissingOrNew) {
  for (const Verdict verdict : VerdictsBySeverity()) {
    SmallVerdict small = Empty();
    AddKernel("cublas", 2, verdict, Reason::kStatus, &small);
    const bool grouped = verdict == Verdict::kMissing || verdict == Verdict::kNew;
    EXPECT_EQ(Names(small).size(), grouped ? 1u : 2u) << VerdictName(verdict);
  }
}

TEST(GroupWholeKernels, CasesWithoutAKernelAreListed) {
  SmallVerdict small = Empty();
  AddKernel("", 2, Verdict::kMissing, Reason::kNotInCandidate, &small);
  EXPECT_EQ(Names(small).size(), 2u);
}

TEST(GroupWholeKernels, ANameOfUnknownOriginStaysInItsLine) {
  SmallVerdict small = Empty();
  AddKernel("a\nb", 2, Verdict::kMissing, Reason::kNotInCandidate, &small);
  EXPECT_THAT(Names(small), ElementsAre("kernel a\\x0ab: all 2 cases"));
}

TEST(GroupWholeKernels, Text) {
  const std::string text = FormatVerdictText(WithWholeKernels().report(), {});
  EXPECT_THAT(text, HasSubstr("(exit code 4): 4 missing, 1 incorrect, 2 regressed, 1 unconfirmed, "
                              "2 new, 1 equivalent\n"));
  EXPECT_THAT(text, HasSubstr("\nmissing (4)\n"
                              "  kernel padded: all 3 cases (the candidate does not measure it)\n"
                              "  kernel=cublas/head_dim=64/hidden_size=6144/alignment_class=64\n"
                              "      the candidate does not measure it\n"
                              "\nincorrect (1)\n"));
  EXPECT_THAT(text, Not(HasSubstr("kernel=padded")));
}

TEST(GroupWholeKernels, Markdown) {
  const std::string text = FormatVerdictMarkdown(WithWholeKernels().report());
  EXPECT_THAT(text, HasSubstr("CASES MISSING OR WRONG: 4 missing, "));
  EXPECT_THAT(text,
              HasSubstr("|---|---|---|---|---|\n"
                        "| missing | kernel padded: all 3 cases |  |  | the candidate does not "
                        "measure it |\n"
                        "| missing | kernel=cublas/head\\_dim=64/hidden\\_size=6144/alignment\\_"
                        "class=64 |  |  | the candidate does not measure it |\n"
                        "| incorrect |"));
  EXPECT_EQ(Count(text, "\n| missing |"), 2u);
}

TEST(GroupWholeKernels, Annotations) {
  const std::string text = FormatVerdictAnnotations(WithWholeKernels().report());
  EXPECT_THAT(text, HasSubstr("::error title=missing%3A kernel padded%3A all 3 cases::the "
                              "candidate does not measure it\n"
                              "::error title=missing%3A kernel=cublas/head_dim=64/"));
  EXPECT_EQ(Count(text, "title=missing%3A"), 2u);
}

TEST(GroupWholeKernels, Html) {
  const SmallVerdict small = WithWholeKernels();
  const std::string html = RenderVerdictHtml(small.report(), {&small.baseline}, {&small.candidate});
  EXPECT_THAT(html, HasSubstr("<h1>CASES MISSING OR WRONG: 4 missing, "));
  EXPECT_THAT(html, HasSubstr("<tr><td class=\"verdict-missing\">missing</td>"
                              "<td>kernel padded: all 3 cases</td><td class=\"number\"></td>"
                              "<td></td><td class=\"reason\">the candidate does not measure it</td>"
                              "<td class=\"number\"></td><td class=\"number\"></td>"
                              "<td class=\"number\"></td><td></td></tr>\n"));
  EXPECT_THAT(html, HasSubstr("<td class=\"verdict-new\">new</td><td>kernel flat: all 2 cases</td>"
                              "<td class=\"number\"></td><td></td>"
                              "<td class=\"reason\">the baseline does not measure it</td>"));
  EXPECT_EQ(Count(html, "<tr>"), 9u);  // head, two kernels, and six cases
}

TEST(GroupWholeKernels, MachinesReadEveryCase) {
  const VerdictReport report = WithWholeKernels().report();
  const std::string xml = FormatVerdictJunit(report);
  EXPECT_EQ(Count(xml, "classname=\"case\""), 11u);
  EXPECT_EQ(Count(xml, "name=\"kernel=padded/head_dim="), 3u);
  const Json json = ParseJson(FormatVerdictJson(report), "verdict.json");
  EXPECT_EQ(json["cases"].size(), 11u);
  EXPECT_EQ(json["counts"]["missing"], 4);
}

TEST(GroupWholeKernels, CutLinesAreCountedInCases) {
  SmallVerdict small = Empty();
  for (int i = 1000; i < 3000; ++i) {
    AddKernel("k" + std::to_string(i), 3, Verdict::kMissing, Reason::kNotInCandidate, &small);
  }
  const VerdictReport report = small.report();
  EXPECT_THAT(FormatVerdictText(report, {false, 5}), HasSubstr("  and 5985 more\n"));
  EXPECT_THAT(FormatVerdictAnnotations(report), HasSubstr("title=more::5976 less severe ones"));
  const std::string markdown = FormatVerdictMarkdown(report);
  const size_t rows = Count(markdown, "\n| missing |");
  EXPECT_LT(rows, 2000u);
  EXPECT_THAT(markdown, HasSubstr(std::to_string(6000 - 3 * rows) + " less severe cases were cut"));
}

}  // namespace
}  // namespace attnwatch
