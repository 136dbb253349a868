// SPDX-License-Identifier: Apache-2.0
//
// attnwatch export RUN... [--verdict FILE] [--textfile PATH] [--openmetrics PATH]
//                  [--push URL | --serve ADDRESS]
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <ostream>

#include "ci/commands.h"
#include "dashboards/credentials.h"
#include "dashboards/exposition.h"
#include "dashboards/pushgateway.h"
#include "dashboards/run_source.h"
#include "dashboards/server.h"
#include "dashboards/textfile.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::vector<std::string> runs;
  std::vector<std::string> verdicts;
  std::string textfile;
  std::string openmetrics;
  std::string serve;
  std::string credentials;
  PushTarget push;
};

std::string HostName() {
  char name[256] = "";
  return gethostname(name, sizeof name - 1) == 0 && *name != '\0' ? name : "unknown";
}

void AddPushOptions(CLI::App* app, PushTarget* push) {
  app->add_option("--instance", push->instance,
                  "pushing: the name of this machine (its host name); one for each GPU that pushes")
      ->envname("ATTNWATCH_INSTANCE");
  app->add_option("--timeout", push->timeout_seconds, "pushing: seconds of one attempt (30)")
      ->check(CLI::Range(0.001, 3600.0));
  app->add_option("--attempts", push->attempts, "pushing: how often it is tried (4)")
      ->check(CLI::Range(1, 100));
  app->add_option("--backoff", push->backoff_seconds,
                  "pushing: seconds before the second attempt, twice as many before each other (1)")
      ->check(CLI::Range(0.0, 3600.0));
  app->add_option("--ca", push->tls.ca, "pushing: certificates to trust, PEM (the system's)")
      ->envname("ATTNWATCH_PUSH_CA");
  app->add_option("--certificate", push->tls.certificate, "pushing: our own certificate, PEM")
      ->envname("ATTNWATCH_PUSH_CERTIFICATE");
  app->add_option("--key", push->tls.key, "pushing: its key, PEM")->envname("ATTNWATCH_PUSH_KEY");
}

// False where only help was wanted.
bool ParseExportArguments(const Arguments& arguments, std::ostream& out, ExportArguments* parsed) {
  CLI::App app(
      "Gives runs and their verdicts to Prometheus: of several runs of a grid on a device the "
      "newest, with --openmetrics all. dashboards/metrics.md lists the metrics. Exit codes: 0 "
      "done, 2 wrong use or a file that is no run, 3 not delivered.",
      "attnwatch export");
  app.add_option("runs", parsed->runs, "run.json files, or folders of them")->required();
  app.add_option("--verdict", parsed->verdicts,
                 "verdict.json of one of the runs (default: the one beside it, if it is of it)")
      ->expected(1)
      ->take_all();
  app.add_option("--textfile", parsed->textfile, "write a *.prom for node_exporter");
  app.add_option("--openmetrics", parsed->openmetrics,
                 "write the history, for promtool tsdb create-blocks-from openmetrics");
  auto* push =
      app.add_option("--push", parsed->push.url, "push to the Pushgateway at http(s)://HOST:PORT");
  app.add_option("--serve", parsed->serve,
                 "serve /metrics at PORT of this machine alone, or at ADDRESS:PORT, until "
                 "interrupted; follows the files")
      ->excludes(push);
  app.add_option("--credentials", parsed->credentials,
                 "file with user:password (pushing: or Bearer and a token); default "
                 "$ATTNWATCH_PUSH_CREDENTIALS or $ATTNWATCH_SERVE_CREDENTIALS")
      ->envname("ATTNWATCH_CREDENTIALS_FILE");
  AddPushOptions(&app, &parsed->push);
  if (!ParseArguments(&app, arguments, out)) return false;
  const ExportArguments& p = *parsed;
  if (p.textfile.empty() && p.openmetrics.empty() && p.push.url.empty() && p.serve.empty()) {
    throw Error("say where to: --textfile, --openmetrics, --push or --serve");
  }
  return true;
}

// A server may start before the first run is there, and one bad file of many does not end it: that
// is counted instead. Who names a file means that one.
bool FollowsFoldersOnly(const ExportArguments& arguments) {
  return !arguments.serve.empty() && arguments.textfile.empty() && arguments.openmetrics.empty() &&
         arguments.verdicts.empty() &&
         std::all_of(arguments.runs.begin(), arguments.runs.end(),
                     [](const std::string& path) { return fs::is_directory(path); });
}

// Where the metrics of a run wait until they are delivered.
std::string UndeliveredPath(const std::string& run_path) {
  return fs::path(run_path).replace_extension(".undelivered.prom").string();
}

// Writes them beside the run; says where, or why not.
std::string KeepUndelivered(const RunSource& source, const Snapshot& snapshot) {
  const std::string path = UndeliveredPath(source.PathOf(snapshot));
  try {
    WriteFileAtomically(path, RenderText({&snapshot}, {}));
    return "the metrics are in " + OneLine(path);
  } catch (const Error& error) {
    return OneLine(error.what());
  }
}

// One that cannot be reached will not be reached for the next run either.
int PushAll(const RunSource& source, const PushTarget& target, std::ostream& out,
            std::ostream& err) {
  std::optional<std::string> why;
  for (const Snapshot* snapshot : source.Newest()) {
    if (!why) why = Push(*snapshot, target);
    if (why) {
      err << "attnwatch export: not delivered to " << OneLine(target.url) << ": " << *why << "; "
          << KeepUndelivered(source, *snapshot) << "; the same command sends them\n";
      continue;
    }
    std::error_code ignored;
    fs::remove(UndeliveredPath(source.PathOf(*snapshot)), ignored);
    out << "Pushed " << OneLine(source.PathOf(*snapshot)) << " to " << OneLine(target.url) << '\n';
  }
  return why ? kExitNoAnswer : kExitPass;
}

// Threads of the server inherit that these signals are for us alone.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void Serve(const ExportArguments& arguments, RunSource source, std::ostream& out,
           std::ostream& err) {
  const auto credentials = FindCredentials(arguments.credentials, "ATTNWATCH_SERVE_CREDENTIALS");
  const std::string address = ListenAddress(arguments.serve);
  const std::string host = address.substr(0, address.rfind(':'));
  if (host != "127.0.0.1" && host != "[::1]" && !credentials) {
    err << "attnwatch export: everybody who reaches " << host
        << " can read the metrics; --credentials asks for a password\n";
  }
  const sigset_t signals = BlockSignals();
  const MetricsServer server(address, std::move(source), credentials, err);
  out << "Serving http://" << host << ':' << server.port() << "/metrics" << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
}

}  // namespace

int RunExportCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  ExportArguments parsed;
  parsed.push.instance = HostName();
  if (!ParseExportArguments(arguments, out, &parsed)) return kExitPass;
  if (!parsed.push.url.empty()) {
    CheckPushUrl(parsed.push.url);
    parsed.push.credentials = FindCredentials(parsed.credentials, "ATTNWATCH_PUSH_CREDENTIALS");
  }
  RunSource source(parsed.runs, parsed.verdicts, !parsed.openmetrics.empty());
  source.Refresh();
  if (!FollowsFoldersOnly(parsed)) source.RequireGood();
  if (!parsed.textfile.empty()) {
    WriteTextfile(source.Newest(), parsed.textfile);
    out << "Wrote " << OneLine(parsed.textfile) << '\n';
  }
  if (!parsed.openmetrics.empty()) {
    WriteFileAtomically(parsed.openmetrics, RenderOpenMetrics(source.All()));
    out << "Wrote " << OneLine(parsed.openmetrics) << '\n';
  }
  if (!parsed.push.url.empty()) return PushAll(source, parsed.push, out, err);
  if (!parsed.serve.empty()) Serve(parsed, std::move(source), out, err);
  return kExitPass;
}

}  // namespace attnwatch
