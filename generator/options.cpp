#include "generator/options.hpp"

#include <algorithm>
#include <thread>

namespace eventstore::seed {

namespace {

constexpr int connections_max = 64;

/// One per core, but no more than four: from there on the server is the limit (docs and decisions
/// have the measurements).
int default_connections() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
}

void declare_target(CLI::App& app, Options& options) {
  options.connections = default_connections();
  auto* target = app.add_option_group("Target", "Where to put it");
  target->add_option("--database", options.where.database,
                     "libpq connection string; else $EVENTSTORE_DATABASE, the PG* environment, or "
                     "the local server");
  target
      ->add_option("--store", options.where.store,
                   "Store profile: reference, eaf-v1, or a directory")
      ->capture_default_str();
  target->add_option("--connections", options.connections, "COPY streams at once")
      ->check(CLI::Range(1, connections_max))
      ->capture_default_str();
}

void declare_jobs(CLI::App& app, Options& options) {
  auto* replace = app.add_flag_callback(
      "--replace", [&options] { options.existing = Existing::replace; },
      "Drop what seed-events put into the database before, and fill it anew");
  auto* reuse = app.add_flag_callback(
      "--reuse", [&options] { options.existing = Existing::reuse; },
      "Do nothing when the database holds exactly this data set already");
  auto* dry_run = app.add_flag_callback(
      "--dry-run", [&options] { options.job = Job::rehearse; },
      "Print what would be written, without a server; with the fingerprint up to 2,000,000 events");
  auto* verify = app.add_flag_callback(
      "--verify", [&options] { options.job = Job::verify; },
      "Seed nothing: read the data back and prove them against the manifest (exit 6 if damaged); "
      "with "
      "--events, --tenants or --seed they must be what was seeded");
  replace->excludes(reuse)->excludes(dry_run)->excludes(verify);
  reuse->excludes(dry_run)->excludes(verify);
  dry_run->excludes(verify);
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  app.add_option("--events", options.shape.events, "Events to write")
      ->check(CLI::Range(std::int64_t{1}, events_max))
      ->capture_default_str();
  app.add_option("--tenants", options.shape.tenants,
                 "Tenants to spread them over; the top fifth own 80 % of them")
      ->check(CLI::Range(std::int32_t{1}, tenants_max))
      ->capture_default_str();
  app.add_option("--seed", options.shape.seed, "Seed of the whole data set")->capture_default_str();
  declare_target(app, options);
  declare_jobs(app, options);
  app.add_flag_callback(
      "--quiet", [&options] { options.verbosity = Verbosity::quiet; },
      "Print the last line of the summary only");
  app.parse_complete_callback([&app, &options] {
    for (const char* name : {"events", "tenants", "seed"}) {
      if (app.count(std::string{"--"} + name) > 0) options.named.emplace_back(name);
    }
  });
  app.add_option("--out", options.result_file, "Write a result document (JSON) to this file");
}

}  // namespace eventstore::seed
