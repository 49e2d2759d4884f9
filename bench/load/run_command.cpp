#include "bench/load/run_command.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "bench/load/compare_seeded_option.hpp"
#include "bench/load/load_footprint.hpp"
#include "bench/load/load_result.hpp"
#include "bench/load/load_run.hpp"
#include "bench/load/load_summary.hpp"
#include "bench/load/operation_step.hpp"
#include "bench/load/plan_capture.hpp"
#include "bench/load/scenario_file.hpp"
#include "bench/load/session_checks.hpp"
#include "bench/workspace.hpp"
#include "bench/write_place.hpp"
#include "core/dataset/described_data.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/dataset/store_options.hpp"
#include "core/engine/stream_follower.hpp"
#include "core/result/document.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/output_options.hpp"

namespace eventstore::load {

namespace {

struct Options {
  dataset::StoreOptions store;
  std::string scenario;
  double duration_scale = 1.0;
  std::optional<int> pool;
  std::optional<int> processors;
  std::string follow;
  std::uint64_t seed = 1;
  bench::WritePlace write_place = bench::WritePlace::disposable_clone;
  bool quiet = false;
  std::string out;
  std::optional<std::int64_t> plans_from_ms;
  std::int64_t max_compared = default_compared_events;
};

void declare_options(CLI::App& app, Options& options) {
  app.add_option("SCENARIO", options.scenario, "A built-in one's name, or a FILE.toml")
      ->required()
      ->type_name("");
  dataset::add_store_options(app, options.store);
  dataset::add_allow_differences(app, options.store);
  app.add_option("--duration-scale", options.duration_scale,
                 "Every phase this many times as long: 0.1 makes a minute of ten")
      ->type_name("FACTOR")
      ->check(between(0.0001, 1000.0))
      ->capture_default_str();
  app.add_option("--pool", options.pool, "Sessions; as the scenario says")
      ->type_name("N")
      ->check(between(1, 1000));
  app.add_option("--processors", options.processors,
                 "Tracking processors beside the users; as the scenario says")
      ->type_name("N")
      ->check(between(0, 64));
  app.add_option("--follow", options.follow,
                 "How processors learn of events: polling, or listening, which needs a store that "
                 "notifies; as the scenario says")
      ->type_name("WAY")
      ->transform(one_of({"polling", "listening"}));
  app.add_option("--seed", options.seed, "Equal seeds make equal requests")
      ->type_name("N")
      ->capture_default_str();
  bench::add_write_place_option(app, options.write_place);
  add_compare_seeded_option(app, options.max_compared);
  app.add_flag("--quiet", options.quiet, "Only the result");
  CLI::Option* const out =
      app.add_option("--out", options.out, "Write the result document (JSON) to this file")
          ->type_name("FILE")
          ->check(writable_file());
  app.add_option("--capture-plans", options.plans_from_ms,
                 "Also write the plans of statements that took at least so many milliseconds, as "
                 "the local server's auto_explain logs them, beside the result document")
      ->type_name("MS")
      ->check(between<std::int64_t>(0, 3'600'000))
      ->needs(out);
}

Scenario scenario_for(const Options& options) {
  Scenario scenario = load_scenario(options.scenario);
  const bool changes_load = options.pool || options.processors || !options.follow.empty() ||
                            options.duration_scale != 1.0 || options.plans_from_ms;
  if (scenario.sessions && changes_load) {
    throw UsageError(fmt::format(
        "{} counts, and makes no load: leave --pool, --processors, --follow, --duration-scale and "
        "--capture-plans out",
        scenario.name));
  }
  if (options.pool) scenario.pool = *options.pool;
  if (options.processors) scenario.processors.count = *options.processors;
  if (!options.follow.empty()) {
    scenario.processors.follow =
        options.follow == "listening" ? Follow::listening : Follow::polling;
  }
  if (options.duration_scale != 1.0) scale_durations(scenario, options.duration_scale);
  return scenario;
}

std::string extent_text(const Scenario& scenario) {
  if (scenario.sessions) return "counts";
  return fmt::format("{} in {}",
                     counted(static_cast<std::int64_t>(scenario.phases.size()), "phase"),
                     elapsed_text(std::chrono::duration<double>(scenario.length()).count()));
}

void print_beginning(const Options& options, const Scenario& scenario,
                     const dataset::SeededStore& store) {
  if (options.quiet) return;
  fmt::print("eventstore_load: {}, store {}, {}\n{}: {}\n{}, {} sessions\n", store.description,
             store.catalogue.store.name, counted(store.manifest.events, "event"), scenario.name,
             scenario.question, extent_text(scenario), scenario.pool);
  std::fflush(stdout);
}

result::LoadResult run_load(const Options& options, const Scenario& scenario,
                            const dataset::SeededStore& store, bench::Workspace& workspace,
                            std::optional<PlanCapture>& capture) {
  const pg::Database& database =
      writes(scenario, store.catalogue) ? workspace.for_writes() : workspace.for_reads();
  const Verbosity verbosity = options.quiet ? Verbosity::quiet : Verbosity::normal;
  RunSettings settings{
      .seed = options.seed, .verbosity = verbosity, .max_compared = options.max_compared};
  if (options.plans_from_ms) {
    settings.plans_from = std::chrono::milliseconds{*options.plans_from_ms};
    capture.emplace(database);
  }
  return run_scenario(scenario, store, database, settings);
}

/// Beside the result document: run.json -> run.plans.log.
void write_plans(const PlanCapture& capture, const Options& options) {
  const std::string file =
      std::filesystem::path{options.out}.replace_extension(".plans.log").string();
  capture.write_to(file);
  fmt::print("Plans: {0}; for a review: plan-review --store {1} --captured {0}\n", file,
             options.store.store);
}

ExitCode run(const Options& options, result::ResultDocument document) {
  const Scenario scenario = scenario_for(options);
  if (options.store.print_settings) {
    const auto catalogue = catalogue::load_catalogue(options.store.store);
    fmt::print("{}", footprint_of(scenario, catalogue,
                                  {.database = options.store.database,
                                   .place = options.write_place,
                                   .out = options.out,
                                   .captures_plans = options.plans_from_ms.has_value()})
                         .text());
    return ExitCode::success;
  }
  const dataset::SeededStore store = dataset::open_seeded_store(options.store);
  // What is not there is refused before the data are copied.
  if (scenario.processors.count > 0 && scenario.processors.follow == Follow::listening) {
    engine::require_notifications(store.catalogue.store);
  }
  print_beginning(options, scenario, store);
  // Before the run: who cannot reach the server afterwards has a document all the same.
  if (!options.out.empty()) {
    dataset::describe_data(document, store);
  }
  bench::Workspace workspace{store, options.write_place};
  std::optional<PlanCapture> capture;
  document.load = scenario.sessions ? check_sessions(scenario, store, options.seed)
                                    : run_load(options, scenario, store, workspace, capture);
  document.exit_code = exit_code_of(*document.load);
  fmt::print("{}", summary_text(*document.load, terminal_of(stdout)));
  if (!options.out.empty()) {
    result::write_document(document, options.out);
    fmt::print("Result document: {}\n", options.out);
    if (capture) write_plans(*capture, options);
  }
  // Last: where the server is gone this fails, and says what to do.
  return workspace.clean_up_after(document.exit_code);
}

}  // namespace

Subcommand declare_run(CLI::App& app, int argc, const char* const* argv) {
  CLI::App* const command = app.add_subcommand("run", "Run a scenario");
  const auto options = std::make_shared<Options>();
  declare_options(*command, *options);
  return {.app = command,
          .run =
              [options, argc, argv] {
                return run(*options, result::start_document("eventstore_load", argc, argv));
              },
          .print_settings = &options->store.print_settings};
}

}  // namespace eventstore::load
