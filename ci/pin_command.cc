// SPDX-License-Identifier: Apache-2.0
//
// attnwatch pin RUN.json... --table cublaslt_pins.tsv
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "ci/commands.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/read_file.h"
#include "results/run_json.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// The heuristic's first choice stays unless another is faster by more than this: less is noise.
constexpr double kLeastGain = 1.005;
constexpr size_t kTableByteLimit = size_t{16} << 20;

struct Choice {
  double seconds = 0;
  std::string rank;  // "3"
  std::string data;  // the algorithm itself
};

// The choices that were measured for one problem, by the line's beginning in the table.
using Choices = std::map<std::string, std::vector<Choice>>;

// The value of "key=value" in a text of such words.
std::string Word(const std::string& text, const std::string& key) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word.compare(0, key.size() + 1, key + "=") == 0) return word.substr(key.size() + 1);
  }
  return "";
}

std::string Key(const Run& run, const Labels& labels) {
  std::string key =
      run.environment.hard.Get("device_name") + "\t" + run.environment.soft.Get("cublaslt_version");
  for (const char* name : {"dtype", "layout", "batch", "heads", "seq_len", "head_dim"}) {
    key += "\t" + labels.Get(name);
  }
  return key;
}

void AddChoices(const std::string& path, Choices* choices) {
  const Run run = ReadRunJson(path);
  size_t found = 0;
  for (const Measurement& measurement : run.measurements) {
    const auto seconds = MedianSeconds(measurement);
    const std::string rank = Word(measurement.algorithm, "rank");
    if (!seconds || rank.empty()) continue;
    (*choices)[Key(run, measurement.labels)].push_back(
        {*seconds, rank, Word(measurement.algorithm, "data")});
    ++found;
  }
  if (found == 0) {
    throw Error(path +
                ": no measured case of cublaslt, cublaslt_rank2, ...: measure with --kernels="
                "cublaslt,cublaslt_rank2,...,cublaslt_rank8");
  }
}

// "3<tab>1.052<tab>00..": rank, gain over the first choice, algorithm.
std::string BestChoice(const std::string& key, const std::vector<Choice>& choices) {
  const Choice* first = nullptr;
  const Choice* best = nullptr;
  for (const Choice& choice : choices) {
    if (choice.rank == "1") first = &choice;
    if (best == nullptr || choice.seconds < best->seconds) best = &choice;
  }
  if (first == nullptr) throw Error("the first choice was not measured for " + key);
  if (first->seconds < kLeastGain * best->seconds) best = first;
  return fmt::format("{}\t{:.3f}\t{}", best->rank, first->seconds / best->seconds, best->data);
}

// The table's lines, the first eight fields as the key; comments are kept apart.
using Lines = std::map<std::string, std::string>;

std::string Format(const Lines& lines) {
  std::string text;
  for (const auto& [key, rest] : lines) text += fmt::format("{}\t{}\n", key, rest);
  return text;
}

void ReadTable(const std::string& path, std::string* comments, Lines* lines) {
  std::istringstream text(ReadFile(path, kTableByteLimit));
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line.front() == '#') {
      *comments += line + "\n";
      continue;
    }
    size_t end = 0;
    for (int field = 0; field < 8 && end != std::string::npos; ++field) {
      end = line.find('\t', end + (field > 0 ? 1 : 0));
    }
    if (end == std::string::npos) throw Error(path + ": has a line of fewer than 8 fields");
    (*lines)[line.substr(0, end)] = line.substr(end + 1);
  }
}

}  // namespace

int RunPinCommand(const Arguments& arguments, std::ostream& out, std::ostream& /*err*/) {
  std::vector<std::string> runs;
  std::string table;
  CLI::App app(
      "Pins the fastest of the algorithms that cuBLASLt offers for each problem: the kernel\n"
      "cublaslt_best. The runs hold cublaslt, cublaslt_rank2 .. cublaslt_rank8.",
      "attnwatch pin");
  app.add_option("runs", runs, "run.json of the studies")->required();
  app.add_option("--table", table, "cublaslt_pins.tsv, to be changed in place")->required();
  if (!ParseArguments(&app, arguments, out)) return kExitPass;

  Choices choices;
  for (const std::string& run : runs) AddChoices(run, &choices);
  std::string comments;
  Lines lines;
  ReadTable(table, &comments, &lines);
  size_t changed = 0;
  for (const auto& [key, measured] : choices) {
    std::string best = BestChoice(key, measured);
    std::string& line = lines[key];
    if (line != best) ++changed;
    line = std::move(best);
  }
  WriteFileAtomically(table, comments + Format(lines));
  out << fmt::format("{}: {} problems measured, {} pins changed, {} in all\n", table,
                     choices.size(), changed, lines.size());
  return kExitPass;
}

}  // namespace attnwatch
