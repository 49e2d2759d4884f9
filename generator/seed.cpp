#include "generator/seed.hpp"

#include <fmt/format.h>

#include "core/pg/server_facts.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "generator/data_volume.hpp"
#include "generator/disk_space.hpp"
#include "generator/generate.hpp"
#include "generator/load.hpp"
#include "generator/seed_target.hpp"
#include "generator/summary.hpp"

namespace eventstore::seed {

namespace {

/// Up to here making all events takes seconds.
constexpr std::int64_t rehearsed_events_max = 2'000'000;

/// Runs the phases of a seed one after the other, shows them, and keeps their times.
class Phases {
 public:
  explicit Phases(const Options& options) : progress_(options.verbosity) {
    result_.connections = options.connections;
  }

  /// `work(progress)` is phase `name`; `total` and `unit` as in Progress::begin.
  template <typename Work>
  auto run(const std::string& name, std::int64_t total, const std::string& unit, const Work& work) {
    progress_.begin(name, total, unit);
    auto made = work(progress_);
    result_.phases.push_back({.name = name, .seconds = progress_.end(total)});
    result_.seconds += result_.phases.back().seconds;
    return made;
  }

  /// The rates, when all is done.
  [[nodiscard]] result::SeedResult result(const Loaded& loaded) const {
    result::SeedResult result = result_;
    result.events_per_second = static_cast<double>(loaded.totals.events) / result.seconds;
    for (const result::SeedPhase& phase : result.phases) {
      if (phase.name != "copy") continue;
      result.megabytes_per_second = static_cast<double>(loaded.copy_bytes) / 1e6 / phase.seconds;
    }
    return result;
  }

 private:
  Progress progress_;
  result::SeedResult result_;
};

struct Filled {
  dataset::Manifest manifest;
  Loaded loaded;
};

Filled fill(SeedTarget& target, const Plan& plan, const PreparedTables& tables,
            const Options& options, Phases& phases) {
  const std::int64_t events = plan.shape.events;
  const catalogue::Catalogue& catalogue = target.catalogue;
  const Loaded loaded = phases.run("copy", events, "events", [&](Progress& progress) {
    return load_rows(plan, target.database, tables.layout, options.connections, progress);
  });
  phases.run("index", std::ssize(catalogue.indexes), "indexes", [&](Progress& progress) {
    return build_indexes(target.database, catalogue, progress);
  });
  phases.run("vacuum", std::ssize(tables.names), "tables",
             [&](Progress& progress) { return vacuum(target.session, tables, events, progress); });
  phases.run("checkpoint", 0, "", [&](Progress&) { return checkpoint(target.session); });
  return phases.run("manifest", 0, "", [&](Progress&) {
    Filled filled{.manifest = complete_manifest(plan, loaded.totals, catalogue.store.name),
                  .loaded = loaded};
    filled.manifest.tables = tables.names;
    dataset::write_manifest(target.session, filled.manifest);
    return filled;
  });
}

void write_result(const Options& options, const SeedTarget& target,
                  const dataset::Manifest& manifest, result::ResultDocument document) {
  if (options.result_file.empty()) return;
  document.database = target.description;
  document.environment = pg::environment_of(target.database, target.catalogue.store);
  document.dataset = manifest;
  document.dataset.erase("subjects");
  result::write_document(document, options.result_file);
}

void print(const Options& options, const std::string& text) {
  if (options.verbosity == Verbosity::normal) fmt::print("{}", text);
  std::fflush(stdout);
}

/// Whatever goes wrong ends in one sentence that says what is left behind.
Filled fill_or_explain(SeedTarget& target, const Plan& plan, const PreparedTables& tables,
                       const Options& options, const std::optional<ServerDisk>& disk,
                       Phases& phases) {
  try {
    return fill(target, plan, tables, options, phases);
  } catch (const std::exception& error) {
    throw Failure(
        fmt::format("{}{}; database {} is left half filled: run the same command with --replace to "
                    "start over",
                    error.what(), disk ? full_disk_remark(*disk) : "", target.database.name));
  }
}

}  // namespace

ExitCode rehearse(const Options& options) {
  const Plan plan = make_plan(options.shape);
  print(options, "dry run: nothing is written\n");
  print(options, describe(plan));
  print(options,
        describe(disk_need(data_volume(plan, catalogue::load_catalogue(options.where.store)))));
  if (plan.shape.events > rehearsed_events_max) {
    fmt::print("{} events planned; payload classes and fingerprint are left out above {} events\n",
               grouped(plan.shape.events), grouped(rehearsed_events_max));
    return ExitCode::success;
  }
  Progress progress{options.verbosity};
  progress.begin("generate", plan.shape.events, "events");
  Totals totals = generate_events(plan, options.connections, no_sink(), progress);
  totals += generate_snapshots(plan, *no_sink()());
  progress.end(totals.events);
  print(options, describe(totals));
  fmt::print("{} events planned, fingerprint {}\n", grouped(totals.events),
             to_text(totals.fingerprint));
  return ExitCode::success;
}

ExitCode seed_database(const Options& options, result::ResultDocument document) {
  SeedTarget target = open_target(options.where);
  print(options, target.description + "\n");
  if (options.existing == Existing::reuse) {
    if (const auto manifest = matching_data_set(target, options.shape)) {
      write_result(options, target, *manifest, std::move(document));
      fmt::print("the data set is there already: {} events, fingerprint {}\n",
                 grouped(manifest->events), manifest->fingerprint);
      return ExitCode::success;
    }
  }
  const std::vector<std::string> replaceable = replaceable_tables(target, options.existing);
  Phases phases{options};
  const Plan plan = phases.run("plan", options.shape.events, "events",
                               [&](Progress&) { return make_plan(options.shape); });
  stop_if_interrupted();
  const DiskNeed need = disk_need(data_volume(plan, target.catalogue));
  const auto disk = visible_disk(target.session, replaceable);
  if (disk) require_space(need, *disk, plan.shape.events);
  const PreparedTables tables = prepare_tables(target, options.shape, replaceable);
  print(options, describe(plan) + describe(need));

  const auto [manifest, loaded] = fill_or_explain(target, plan, tables, options, disk, phases);
  document.seed = phases.result(loaded);
  print(options, describe(loaded.totals) + describe(*document.seed));
  fmt::print("{}", last_line(loaded.totals, *document.seed, target.description));
  write_result(options, target, manifest, std::move(document));
  return ExitCode::success;
}

}  // namespace eventstore::seed
