#include "bench/load/breaking_point_command.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/load/breaking_point.hpp"
#include "bench/load/breaking_point_text.hpp"
#include "bench/load/compare_seeded_option.hpp"
#include "bench/load/load_footprint.hpp"
#include "bench/load/operation_step.hpp"
#include "bench/workspace.hpp"
#include "bench/write_place.hpp"
#include "core/dataset/described_data.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/dataset/store_options.hpp"
#include "core/result/document.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/output_options.hpp"

namespace eventstore::load {

namespace {

struct Options {
  dataset::StoreOptions store;
  std::string slo;
  std::string tenants;  ///< Empty: not asked for.
  double window_seconds = 3.0;
  bench::WritePlace write_place = bench::WritePlace::disposable_clone;
  bool quiet = false;
  std::string out;
  BreakingPointSettings settings;
};

void declare_what(CLI::App& app, Options& options) {
  app.add_option("--operation", options.settings.operation,
                 "OPERATION or OPERATION/CASE, as eventstore_bench --list has them; without a "
                 "case, the first")
      ->required()
      ->type_name("NAME");
  app.add_option("--slo", options.slo, "What has to hold: \"p99 < 50 ms\"")
      ->required()
      ->type_name("THRESHOLD");
  app.add_option("--connections", options.settings.connections, "Sessions of the pool")
      ->type_name("N")
      ->check(between(1, 1000))
      ->capture_default_str();
  app.add_option("--start-rate", options.settings.start_rate,
                 "Requests a second to begin with; doubled until it breaks")
      ->type_name("RATE")
      ->check(between(1.0, 1'000'000.0))
      ->capture_default_str();
  app.add_option("--window", options.window_seconds,
                 "Seconds at each rate; three times as long at the one that is reported")
      ->type_name("SECONDS")
      ->check(between(0.1, 3600.0))
      ->capture_default_str();
  app.add_option("--tenants", options.tenants,
                 "Whose data an append works on; other operations do what their case says")
      ->type_name("WHICH")
      ->transform(one_of(tenant_names()))
      ->default_str(tenant_names().front());
  app.add_option("--seed", options.settings.seed, "Equal seeds make equal requests")
      ->type_name("N")
      ->capture_default_str();
}

void declare_where(CLI::App& app, Options& options) {
  dataset::add_store_options(app, options.store);
  dataset::add_allow_differences(app, options.store);
  bench::add_write_place_option(app, options.write_place);
  add_compare_seeded_option(app, options.settings.max_compared);
  app.add_flag("--quiet", options.quiet, "Only the result");
  app.add_option("--out", options.out, "Write the result document (JSON) to this file")
      ->type_name("FILE")
      ->check(writable_file());
}

void complete(Options& options) {
  BreakingPointSettings& settings = options.settings;
  settings.slo = parse_threshold(options.slo);
  const Threshold& slo = settings.slo;
  if (!slo.of.empty() || !slo.phase.empty() || !slo.than_in.empty()) {
    throw UsageError(fmt::format(
        "--slo '{}': there is one operation and no phase here; write it as 'p99 < 50 ms'",
        options.slo));
  }
  // What has to be above something holds at the lowest rates or at none: there is nothing to seek.
  const bool is_floor =
      slo.comparison == Comparison::above || slo.comparison == Comparison::at_least;
  const bool is_elsewhere = slo.quantity == Quantity::growth ||
                            slo.quantity == Quantity::journeys ||
                            slo.series == Series::visibility || slo.series == Series::resolution;
  if (is_floor || is_elsewhere) {
    throw UsageError(fmt::format(
        "--slo '{}': the rate is what is looked for, with the highest at which a time or "
        "a share of errors holds; write it as 'p99 < 50 ms' or 'errors < 1 %'",
        options.slo));
  }
  const std::vector<std::string>& names = tenant_names();
  const auto named = std::find(names.begin(), names.end(), options.tenants);
  settings.tenants =
      named == names.end() ? Tenants::seeded : static_cast<Tenants>(named - names.begin());
  settings.window = std::chrono::duration_cast<measure::Duration>(
      std::chrono::duration<double>{options.window_seconds});
  settings.verbosity = options.quiet ? Verbosity::quiet : Verbosity::normal;
}

/// Of a scenario with this one step.
void print_footprint(const Options& options) {
  const auto catalogue = catalogue::load_catalogue(options.store.store);
  const Step step = step_of_operation(catalogue, options.settings.operation);
  Scenario scenario{.name = "breaking-point", .pool = options.settings.connections};
  scenario.statement_timeout = std::chrono::seconds{30};
  scenario.populations = {{.name = "all", .journeys = {{.name = "one", .steps = {step}}}}};
  fmt::print("{}", footprint_of(scenario, catalogue,
                                {.database = options.store.database,
                                 .place = options.write_place,
                                 .out = options.out})
                       .text());
}

ExitCode run(Options options, result::ResultDocument document) {
  complete(options);
  if (options.store.print_settings) {
    print_footprint(options);
    return ExitCode::success;
  }
  const dataset::SeededStore store = dataset::open_seeded_store(options.store);
  // What is not there is refused before the data are copied.
  const Step step = step_of_operation(store.catalogue, options.settings.operation);
  const bool is_call = std::holds_alternative<CallStep>(step.action);
  if (is_call && !options.tenants.empty()) {
    throw UsageError(
        fmt::format("--tenants {}: whose data {} reads, its case says; take another case of it",
                    options.tenants, step.label));
  }
  if (!options.quiet) {
    fmt::print("eventstore_load: {}, store {}, {}\nbreaking point of {} with {}, {}\n",
               store.description, store.catalogue.store.name,
               counted(store.manifest.events, "event"), options.settings.operation, options.slo,
               counted(options.settings.connections, "session"));
    std::fflush(stdout);
  }
  // Before the run: who cannot reach the server afterwards has a document all the same.
  if (!options.out.empty()) dataset::describe_data(document, store);
  bench::Workspace workspace{store, options.write_place};
  document.breaking_point = find_breaking_point(
      options.settings, store,
      writes(step, store.catalogue) ? workspace.for_writes() : workspace.for_reads());
  document.breaking_point->tenants =
      is_call ? "as the case says"
              : tenant_names()[static_cast<std::size_t>(options.settings.tenants)];
  document.exit_code = exit_code_of(*document.breaking_point);
  fmt::print("{}",
             summary_text(*document.breaking_point, terminal_of(stdout), bar_style_of(stdout)));
  if (!options.out.empty()) {
    result::write_document(document, options.out);
    fmt::print("Result document: {}\n", options.out);
  }
  // Last: where the server is gone this fails, and says what to do.
  return workspace.clean_up_after(document.exit_code);
}

}  // namespace

Subcommand declare_breaking_point(CLI::App& app, int argc, const char* const* argv) {
  CLI::App* const command = app.add_subcommand(
      "breaking-point",
      "The highest rate of an operation at which a threshold holds, and what limits it: one to "
      "three minutes");
  const auto options = std::make_shared<Options>();
  declare_what(*command, *options);
  declare_where(*command, *options);
  return {.app = command,
          .run =
              [options, argc, argv] {
                return run(*options, result::start_document("eventstore_load", argc, argv));
              },
          .print_settings = &options->store.print_settings};
}

}  // namespace eventstore::load
