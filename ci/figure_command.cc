// SPDX-License-Identifier: Apache-2.0
//
// attnwatch figure RUN.json [--overlay OTHER.json|paper]... [--out DIR]
#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "ci/commands.h"
#include "report/claims.h"
#include "report/figure_svg.h"
#include "report/html.h"
#include "report/launched.h"
#include "report/notices.h"
#include "report/regret.h"
#include "report/table.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

constexpr char kPaper[] = "paper";

struct FigureOptions {
  std::string run;
  std::vector<std::string> overlays;
  std::string out;
};

// False where only help was wanted.
bool ParseFigureOptions(const Arguments& arguments, std::ostream& out, FigureOptions* options) {
  CLI::App app(
      "Draws a run as the figure \"Attention Key Query Score\": prints its table and its claims, "
      "writes figure.svg and report.html.",
      "attnwatch figure");
  app.add_option("run", options->run, "the run.json to draw")->required();
  app.add_option("--overlay", options->overlays,
                 "another run.json, or `paper` for the authors' A100 points; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--out", options->out, "folder for the two files (default: the run's own)");
  if (!ParseArguments(&app, arguments, out)) return false;
  if (options->out.empty()) {
    options->out = std::filesystem::path(options->run).parent_path().string();
  }
  return true;
}

Overlay ReadOverlay(const std::string& name) {
  if (name == kPaper) return PaperOverlay();
  const Run run = ReadRunJson(name);
  return {run.id.empty() ? name : run.id, BuildFigure(run).panels};
}

void PrintReport(const Run& run, const Figure& figure, std::ostream& out) {
  out << OneLine(FigureTitle(figure.panels) + ": " + run.environment.device_key + ", grid " +
                 run.grid + ", " + CountByStatus(run))
      << '\n';
  for (const FigurePanel& panel : figure.panels) {
    out << "\n== " << OneLine(panel.Name()) << " ==\n"
        << FormatTable(panel) << FormatUndrawn(panel);
    if (panel.point_count() > 0) out << "Claims of the figure\n" << FormatClaims(panel);
    const std::string launched = FormatLaunched(panel);
    if (!launched.empty()) out << "What ran\n" << launched;
  }
  if (const auto regret = FindRegret(figure)) out << '\n' << FormatRegret(*regret);
}

}  // namespace

int RunFigureCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  FigureOptions options;
  if (!ParseFigureOptions(arguments, out, &options)) return kExitPass;
  const Run run = ReadRunJson(options.run);
  std::vector<Overlay> overlays;
  for (const std::string& name : options.overlays) overlays.push_back(ReadOverlay(name));

  // Everything is rendered before anything is written or printed.
  const Figure figure = BuildFigure(run);
  const std::string svg = RenderFigureSvg(figure, overlays);
  const std::string html = RenderHtmlReport(run, figure, overlays);
  const std::filesystem::path folder(options.out);
  const std::string svg_path = (folder / "figure.svg").string();
  const std::string html_path = (folder / "report.html").string();
  WriteFileAtomically(svg_path, svg);
  WriteFileAtomically(html_path, html);

  PrintReport(run, figure, out);
  for (const std::string& notice : Notices(run)) err << "WARNING: " << OneLine(notice) << '\n';
  out << "\nWrote " << svg_path << " and " << html_path << '\n';
  return kExitPass;
}

}  // namespace attnwatch
