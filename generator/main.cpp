// seed-events: fill an event store on PostgreSQL with a reproducible, realistic, skewed history.
//
//     options -> plan -> events -> COPY bytes -> PostgreSQL -> manifest
#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "core/pg/wait_watch.hpp"
#include "core/result/document.hpp"
#include "core/tool/run_tool.hpp"
#include "generator/append.hpp"
#include "generator/apply.hpp"
#include "generator/describe.hpp"
#include "generator/export.hpp"
#include "generator/footprint.hpp"
#include "generator/options.hpp"
#include "generator/seed.hpp"
#include "generator/verify.hpp"

int main(int argc, char** argv) {
  using namespace eventstore;

  CLI::App app{"Fill an event store on PostgreSQL with a reproducible history.", "seed-events"};
  seed::Options options;
  seed::declare_options(app, options);
  bool applies = false;
  seed::declare_apply(app, applies);

  return run_tool(app, argc, argv, [&] {
    if (options.where.print_settings) {
      fmt::print("{}", seed::footprint_of(options, applies).text());
      return ExitCode::success;
    }
    const pg::WaitWatch watch;
    if (applies) return seed::apply_folder(options);
    switch (options.job) {
      case seed::Job::append:
        return seed::append_events(options, result::start_document("seed-events", argc, argv));
      case seed::Job::rehearse:
        return seed::rehearse(options);
      case seed::Job::verify:
        return seed::verify_data_set(options);
      case seed::Job::describe:
        return seed::describe_data_set(options);
      case seed::Job::write_files:
        return seed::export_data_set(options);
      case seed::Job::seed:
        break;
    }
    return seed::seed_database(options, result::start_document("seed-events", argc, argv));
  });
}
