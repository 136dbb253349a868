// SPDX-License-Identifier: Apache-2.0
//
// attnwatch merge RUN.json... --out MERGED.json
#include <CLI/CLI.hpp>
#include <ostream>

#include "ci/commands.h"
#include "results/error.h"
#include "results/merge.h"
#include "results/run_json.h"

namespace attnwatch {

int RunMergeCommand(const Arguments& arguments, std::ostream& out, std::ostream& /*err*/) {
  std::vector<std::string> paths;
  std::string merged_path;
  CLI::App app("Joins the shards of a grid (attention_score --shard=i/n) into one run.",
               "attnwatch merge");
  app.add_option("runs", paths, "the run.json of every shard, in any order")->required();
  app.add_option("--out", merged_path, "the file to write")->required();
  if (!ParseArguments(&app, arguments, out)) return kExitPass;

  std::vector<Run> runs;
  runs.reserve(paths.size());
  for (const std::string& path : paths) runs.push_back(ReadRunJson(path));
  const Run merged = MergeRuns(runs);
  WriteRunJson(merged, merged_path);
  out << "Wrote " << merged_path << ": " << merged.measurements.size() << " cases of "
      << paths.size() << " shards\n";
  return kExitPass;
}

}  // namespace attnwatch
