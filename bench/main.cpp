// eventstore_bench: the latency of every operation of an event store, judged against its targets.
//
//     catalogue -> cases -> samples -> histogram -> result document

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "bench/footprint.hpp"
#include "bench/options.hpp"
#include "bench/session.hpp"
#include "core/pg/wait_watch.hpp"
#include "core/tool/run_tool.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"The latency of every operation of an event store, judged against its targets.",
               "eventstore_bench"};
  bench::Options options;
  bench::declare_options(app, options);
  bench::CommandLine command_line = bench::split_command_line(argc, argv);

  return run_tool(app, static_cast<int>(command_line.own.size()), command_line.own.data(), [&] {
    if (options.store.print_settings) {
      bench::initialize_google_benchmark(command_line);
      fmt::print("{}", bench::footprint_of(options, command_line).text());
      return ExitCode::success;
    }
    const pg::WaitWatch watch;
    if (options.list) {
      bench::list(options, command_line);
      return ExitCode::success;
    }
    return bench::run(options, command_line,
                      result::start_document("eventstore_bench", argc, argv));
  });
}
