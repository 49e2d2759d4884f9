#include "generator/seed.hpp"

#include <optional>

#include <fmt/format.h>

#include "core/dataset/apply_advice.hpp"
#include "core/dataset/table_state.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"
#include "generator/data_volume.hpp"
#include "generator/disk_space.hpp"
#include "generator/generate.hpp"
#include "generator/load.hpp"
#include "generator/phases.hpp"
#include "generator/plan_memory.hpp"
#include "generator/positions.hpp"
#include "generator/presence_check.hpp"
#include "generator/result_file.hpp"
#include "generator/seed_target.hpp"
#include "generator/summary.hpp"
#include "generator/transaction.hpp"

namespace eventstore::seed {

namespace {

constexpr std::int64_t usual_batch = 10'000;

/// Up to here making all events takes seconds.
constexpr std::int64_t rehearsed_events_max = 2'000'000;

struct Filled {
  dataset::Manifest manifest;
  Loaded loaded;
};

/// `is_finishing` is set before the last COMMIT is sent.
Filled fill(SeedTarget& target, const Plan& plan, const PreparedTables& tables,
            const Options& options, Phases& phases, bool& is_finishing) {
  const catalogue::Catalogue& catalogue = target.catalogue;
  const ProgressPhase copy{.name = "copy",
                           .total = plan.events(),
                           .unit = "event",
                           .before = tables.journal.block_rows()};
  const Loaded loaded = phases.run(copy, [&](Progress& progress) {
    return load_rows(plan, target, tables,
                     {.connections = options.connections,
                      .batch = options.batch == 0 ? usual_batch : options.batch},
                     progress);
  });
  // Before the indexes: whoever reads a row first notes on its page that it is there for good, and
  // here one reads them all in passing, instead of index builds that wait for each other's pages.
  const std::vector<std::string>& names = tables.made.tables;
  phases.run("vacuum", std::ssize(names), "table", [&](Progress& progress) {
    move_sequences(target.session, tables.position_sequences, plan.block_starts.back());
    return vacuum(target.session, names, progress);
  });
  phases.run("index", std::ssize(catalogue.indexes), "index", [&](Progress& progress) {
    const std::int64_t built =
        build_indexes(target.database, catalogue, options.connections, tables, progress);
    std::vector<std::string> filled = names;
    for (const dataset::MadeObject& object : read_made(target.session)) {
      if (object.kind == "table") filled.push_back(object.name);
    }
    vacuum_derived(target, filled);
    return built;
  });
  phases.run("checkpoint", 0, "", [&](Progress&) { return checkpoint(target.session); });
  return phases.run("manifest", 0, "", [&](Progress&) {
    Filled filled{.manifest = complete_manifest({&plan, 1}, loaded.totals, catalogue.store.name),
                  .loaded = loaded};
    add_made(filled.manifest, target, tables);
    Transaction transaction{target.session};
    dataset::write_manifest(target.session, filled.manifest);
    drop_journal(target.session);
    is_finishing = true;
    transaction.commit();
    return filled;
  });
}

void print(const Options& options, const std::string& text) {
  if (options.verbosity == Verbosity::normal) fmt::print("{}", text);
  std::fflush(stdout);
}

/// What is there after `fill` threw, and the way on.
std::string left_behind(const std::string& database, Existing existing, bool is_finishing) {
  const bool replaces = existing == Existing::replace;
  if (is_finishing) {  // The last COMMIT may have come through.
    return fmt::format(
        "everything is written, but whether database {} says so is not known: run the same "
        "command with --reuse{}, which goes on if need be",
        database, replaces ? " instead of --replace" : "");
  }
  return fmt::format("database {} is left half filled: run the same command {}", database,
                     replaces ? "without --replace to go on, or as it is to start over"
                              : "again to go on, or with --replace to start over");
}

/// Whatever goes wrong ends in one sentence that says what is left behind.
Filled fill_or_explain(SeedTarget& target, const Plan& plan, const PreparedTables& tables,
                       const Options& options, const std::optional<ServerDisk>& disk,
                       Phases& phases) {
  bool is_finishing = false;
  try {
    return fill(target, plan, tables, options, phases, is_finishing);
  } catch (const std::exception& error) {
    throw Failure(fmt::format("{}{}; {}", error.what(), disk ? full_disk_remark(*disk) : "",
                              left_behind(target.database.name, options.existing, is_finishing)));
  }
}

/// The data set of a folder that was changed since is another one.
void require_same_store(SeedTarget& target, const dataset::Manifest& manifest,
                        const Options& options) {
  const auto comparison =
      dataset::compare_with_database(target.session, target.catalogue, manifest);
  std::string text = dataset::differences_text(comparison, target.database.name, options.where);
  if (text.empty()) return;
  text += dataset::apply_advice(comparison, options.where);
  text.pop_back();
  throw UsageError(text);
}

/// Whether the data set is there already, which then is the result.
bool reuse(SeedTarget& target, const Options& options, const result::ResultDocument& document) {
  const auto manifest = matching_data_set(target, options.shape);
  if (!manifest) return false;
  print(options, target.description + "\n");
  require_presence(target, *manifest);
  require_same_store(target, *manifest, options);
  write_result(options, target, *manifest, document);
  fmt::print("the data set is there already: {}, fingerprint {}\n",
             counted(manifest->events, "event"), manifest->fingerprint);
  return true;
}

}  // namespace

ExitCode rehearse(const Options& options) {
  require_plan_memory(options.shape, options.connections);
  const Plan plan = make_plan(options.shape);
  print(options, "dry run: nothing is written\n");
  print(options, describe({&plan, 1}));
  print(options,
        describe(disk_need(data_volume(plan, catalogue::load_catalogue(options.where.store)))));
  if (plan.shape.events > rehearsed_events_max) {
    fmt::print("{} planned; payload classes and fingerprint are left out above {}\n",
               counted(plan.shape.events, "event"), counted(rehearsed_events_max, "event"));
    return ExitCode::success;
  }
  Progress progress{options.verbosity};
  progress.begin("generate", plan.shape.events, "event");
  Totals totals = generate_events(plan, options.connections, no_sink(), progress);
  totals += generate_snapshots(plan, *no_sink()());
  progress.end(totals.events);
  print(options, describe(totals));
  fmt::print("{} planned, fingerprint {}\n", counted(totals.events, "event"),
             to_text(totals.fingerprint));
  return ExitCode::success;
}

ExitCode seed_database(const Options& options, result::ResultDocument document) {
  if (options.existing == Existing::reuse) {
    // Others may read the data set that is there.
    SeedTarget reading = open_target(options.where, Absent::make, pg::DataUse::Kind::reads);
    if (reuse(reading, options, document)) return ExitCode::success;
  }
  SeedTarget target = open_target(options.where, Absent::make);
  if (options.existing == Existing::reuse && reuse(target, options, document)) {
    return ExitCode::success;
  }
  print(options, target.description + "\n");
  std::optional<PreparedTables> unfinished;
  if (options.existing != Existing::replace) {
    unfinished = unfinished_data_set(target, options.shape);
  }
  Replaceable replaceable;
  if (unfinished) {
    replaceable.tables = unfinished->made.tables;
  } else {
    replaceable = replaceable_objects(target, options.existing);
  }
  refuse_taken_names(target, replaceable.tables);
  require_plan_memory(options.shape, options.connections);
  Phases phases{options.verbosity, options.connections};
  const Plan plan = phases.run("plan", options.shape.events, "event",
                               [&](Progress&) { return make_plan(options.shape); });
  stop_if_interrupted();
  const DiskNeed need = disk_need(data_volume(plan, target.catalogue));
  const auto disk = visible_disk(target.session, replaceable.tables);
  if (disk) require_space(need, *disk, plan.shape.events);
  const PreparedTables tables =
      unfinished ? *unfinished : prepare_tables(target, plan, replaceable);
  print(options, describe({&plan, 1}) + describe(need));
  if (unfinished) {
    phases.say(fmt::format("going on where seed-events was stopped: {} of {} are there",
                           grouped(tables.journal.block_rows()), counted(plan.events(), "event")));
  }

  const auto [manifest, loaded] = fill_or_explain(target, plan, tables, options, disk, phases);
  document.seed = phases.result(loaded);
  print(options, describe(loaded.totals) + describe(*document.seed));
  fmt::print("{}",
             last_line(loaded.totals, loaded.events_before, *document.seed, target.description));
  // Its own VACUUM may have been held back.
  const auto conditions = dataset::conditions_of(target.session, target.catalogue.store, manifest);
  for (const std::string& each : conditions.sentences) {
    fmt::print(stderr, "note: {}\n", visible_line(each));
  }
  write_result(options, target, manifest, std::move(document));
  return ExitCode::success;
}

}  // namespace eventstore::seed
