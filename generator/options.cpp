#include "generator/options.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <thread>

#include <fmt/format.h>

#include "core/dataset/store_options.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_options.hpp"
#include "generator/export_options.hpp"

namespace eventstore::seed {

namespace {

constexpr int connections_max = 64;
constexpr std::int64_t batch_max = 1'000'000;

/// One per core, but no more than four: from there on the server is the limit (docs and decisions
/// have the measurements).
int default_connections() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
}

std::array<std::int32_t, 3> payload_mix_of(const std::string& text) {
  if (const auto mix = parse_payload_mix(text)) return *mix;
  throw UsageError(fmt::format(
      "--payload-mix '{}' is not a mix: say three whole percentages of sum 100, as in 70/25/5",
      text));
}

std::int32_t payload_scale_of(const std::string& text) {
  if (const auto permille = parse_payload_scale(text)) return *permille;
  throw UsageError(fmt::format(
      "--payload-scale '{}' is not a scale: say a number from 0.1 to 10, with up to three decimals",
      text));
}

void declare_target(CLI::App& app, Options& options) {
  options.connections = default_connections();
  auto* target = app.add_option_group("Target", "where to put it");
  dataset::add_store_options(*target, options.where);
  target->add_option("--connections", options.connections, "COPY streams at once")
      ->check(between(1, connections_max))
      ->capture_default_str();
  target
      ->add_option(
          "--batch", options.batch,
          "Events per commit of each stream, 10,000 by default; with --format sql: rows of "
          "one INSERT, 1,000 by default")
      ->check(between(std::int64_t{1}, batch_max));
}

void declare_jobs(CLI::App& app, Options& options) {
  auto* group =
      app.add_option_group("Jobs", "at most one of these; without one, an empty store is filled");
  auto* replace = group->add_flag_callback(
      "--replace", [&options] { options.existing = Existing::replace; },
      "Drop what seed-events put into the database before, and fill it anew");
  auto* reuse = group->add_flag_callback(
      "--reuse", [&options] { options.existing = Existing::reuse; },
      "Do nothing when the database holds exactly this data set already, with nothing appended");
  auto* dry_run = group->add_flag_callback(
      "--dry-run", [&options] { options.job = Job::rehearse; },
      "Print what would be written, without a server; with the fingerprint up to 2,000,000 events; "
      "with --apply what would be changed");
  auto* verify = group->add_flag_callback(
      "--verify", [&options] { options.job = Job::verify; },
      "Seed nothing: read the data back and prove them against the manifest (exit 6 if damaged); "
      "options of the shape that are given must be what was seeded");
  auto* append = group
                     ->add_option_function<std::int64_t>(
                         "--append",
                         [&options](std::int64_t events) {
                           options.job = Job::append;
                           options.append = events;
                         },
                         "Add so many later events to the data set that is there: open aggregates "
                         "go on, new ones begin")
                     ->check(between(std::int64_t{1}, events_max));
  auto* describe = group->add_flag_callback(
      "--describe", [&options] { options.job = Job::describe; },
      "Print what the data will look like, without a server: tenants, streams, payloads, times, "
      "types, chains, snapshots");
  const std::array<CLI::Option*, 6> jobs{replace, reuse, dry_run, verify, append, describe};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (std::size_t j = i + 1; j < jobs.size(); ++j) jobs[i]->excludes(jobs[j]);
  }
}

/// The rows depend on these and on nothing else.
void declare_shape(CLI::App& app, Shape& shape) {
  auto* group = app.add_option_group("Shape", "what the events are; the same shape, the same rows");
  group->add_option("--events", shape.events, "Events to write")
      ->check(between(std::int64_t{1}, events_max))
      ->capture_default_str();
  group->add_option("--tenants", shape.tenants, "Tenants to spread them over")
      ->check(between(std::int32_t{1}, tenants_max))
      ->capture_default_str();
  group->add_option("--seed", shape.seed, "Seed of the whole data set")->capture_default_str();
  // A word is turned into a value by our own parsers, which say what would be one.
  const auto add_word = [group](const std::string& name, const std::string& value,
                                const std::string& usual, const std::string& text,
                                const std::function<void(const std::string&)>& parse) {
    group->add_option_function<std::string>(name, parse, text)
        ->type_name(value)
        ->default_str(usual);
  };
  add_word("--tenant-skew", "SKEW", to_text(shape.tenant_skew),
           "80/20: the top 20 % of the tenants own 80 % of the events; or zipf:1.1, or uniform",
           [&shape](const std::string& text) { shape.tenant_skew = parse_tenant_skew(text); });
  add_word("--payload-mix", "S/M/L", payload_mix_text(shape.payloads),
           "Per cent of small, medium and large payloads",
           [&shape](const std::string& text) { shape.payloads.mix = payload_mix_of(text); });
  add_word("--payload-scale", "FACTOR", payload_scale_text(shape.payloads),
           "Payload sizes in multiples of the usual ones, from 0.1 to 10",
           [&shape](const std::string& text) { shape.payloads.permille = payload_scale_of(text); });
  add_word("--interleave", "HOW", to_text(shape.interleave),
           "How aggregates lie among each other in the table: lifetimes, none (one after the "
           "other), all (each over the whole history)",
           [&shape](const std::string& text) { shape.interleave = parse_interleave(text); });
  group
      ->add_option("--snapshot-every", shape.snapshot_every,
                   "Events between the snapshots of an aggregate; 0: no snapshots")
      ->check(between(std::uint32_t{0}, snapshot_every_max))
      ->capture_default_str();
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  declare_shape(app, options.shape);
  declare_target(app, options);
  declare_jobs(app, options);
  declare_export(app, options);
  app.add_flag_callback(
      "--quiet", [&options] { options.verbosity = Verbosity::quiet; },
      "Print the last line of the summary only");
  app.add_option("--out", options.result_file, "Write a result document (JSON) to this file")
      ->type_name("FILE")
      ->check(writable_file());
  app.parse_complete_callback([&app, &options] {
    for (const char* name : {"events", "tenants", "seed", "tenant-skew", "payload-mix",
                             "payload-scale", "interleave", "snapshot-every"}) {
      if (app.count(std::string{"--"} + name) > 0) options.named.emplace_back(name);
    }
    settle_export(app, options);
  });
}

}  // namespace eventstore::seed
