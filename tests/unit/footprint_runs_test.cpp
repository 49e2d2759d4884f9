// Every thing that the page for the DBA lists for a tool is printed for one of its runs.

#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "bench/footprint.hpp"
#include "bench/load/load_footprint.hpp"
#include "bench/load/scenario_file.hpp"
#include "bench/options.hpp"
#include "bench/seed_ceiling/ceiling_footprint.hpp"
#include "bench/trust/trust_footprint.hpp"
#include "core/server/local_server.hpp"
#include "explain/footprint.hpp"
#include "generator/footprint.hpp"

namespace eventstore::tests {

using pg::Footprint;
using pg::Tool;

namespace {

/// Is known without a server.
std::string local_server() {
  return server::connection_string(server::default_state_directory());
}

/// What the page lists for the tool and none of its runs prints.
std::vector<std::string> never_printed(Tool tool, const std::vector<Footprint>& runs) {
  std::vector<std::string> missing;
  for (const pg::FootprintEntry& entry : pg::footprint_entries()) {
    bool is_printed = !entry.is_made_by(tool);
    for (const Footprint& run : runs) is_printed = is_printed || run.has(entry.entry);
    if (!is_printed) missing.push_back(pg::words_of(entry));
  }
  return missing;
}

const std::vector<std::string> nothing;

Footprint seed_run(seed::Job job, seed::Existing existing, bool applies = false) {
  seed::Options options;
  options.where.database = local_server();
  options.job = job;
  options.existing = existing;
  options.result_file = "result.json";
  return seed::footprint_of(options, applies);
}

Footprint bench_run(bench::WritePlace place, bench::Cache cache) {
  bench::Options options;
  options.store.database = local_server();
  options.write_place = place;
  options.axes.cache = cache;
  options.axes.synchronous_commits = {bench::SynchronousCommit::off};
  options.out = "result.json";
  std::string name = "eventstore_bench";
  char* arguments[] = {name.data(), nullptr};
  bench::CommandLine command_line = bench::split_command_line(1, arguments);
  return bench::footprint_of(options, command_line);
}

Footprint load_run(const std::string& scenario, bench::WritePlace place) {
  return load::footprint_of(
      load::load_scenario(scenario), catalogue::load_catalogue("reference"),
      {.database = local_server(), .place = place, .out = "result.json", .captures_plans = true});
}

}  // namespace

TEST_CASE("seed-events prints all that the page lists for it", "[unit][footprint]") {
  using enum seed::Job;
  using enum seed::Existing;
  CHECK(never_printed(Tool::seed_events,
                      {seed_run(seed, refuse), seed_run(seed, reuse), seed_run(seed, replace),
                       seed_run(append, refuse), seed_run(verify, refuse),
                       seed_run(write_files, refuse), seed_run(seed, refuse, true)}) == nothing);
}

TEST_CASE("eventstore_bench prints all that the page lists for it", "[unit][footprint]") {
  using enum bench::WritePlace;
  CHECK(never_printed(Tool::eventstore_bench, {bench_run(disposable_clone, bench::Cache::cold),
                                               bench_run(in_place, bench::Cache::warm)}) ==
        nothing);
}

TEST_CASE("eventstore_load prints all that the page lists for it", "[unit][footprint]") {
  using enum bench::WritePlace;
  load::Scenario reads = load::load_scenario("light");
  reads.populations.clear();
  load::Scenario listens = load::load_scenario("processors");
  listens.processors.follow = load::Follow::listening;
  const auto catalogue = catalogue::load_catalogue("reference");
  CHECK(never_printed(
            Tool::eventstore_load,
            {load_run("light", disposable_clone), load_run("light", in_place),
             load_run("sessions", disposable_clone), load::footprint_of(reads, catalogue, {}),
             load::footprint_of(listens, catalogue, {})}) == nothing);
}

TEST_CASE("plan-review prints all that the page lists for it", "[unit][footprint]") {
  explain::Options options;
  options.where.database = local_server();
  options.mutate = true;
  options.stability = 2;
  options.grow = true;
  options.out = "result.json";
  CHECK(never_printed(Tool::plan_review, {explain::footprint_of(options)}) == nothing);
}

TEST_CASE("bench_trust prints all that the page lists for it", "[unit][footprint]") {
  std::vector<Footprint> runs;
  for (const char* command :
       {"overhead", "detection", "rate", "stores", "visibility", "waiting", "memory"}) {
    runs.push_back(trust::footprint_of(command, local_server()));
  }
  CHECK(never_printed(Tool::bench_trust, runs) == nothing);
}

TEST_CASE("seed_ceiling prints all that the page lists for it", "[unit][footprint]") {
  CHECK(never_printed(Tool::seed_ceiling,
                      {ceiling::footprint_of("reference", local_server(), true)}) == nothing);
}

}  // namespace eventstore::tests
