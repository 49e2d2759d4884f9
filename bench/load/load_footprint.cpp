#include "bench/load/load_footprint.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/footprint.hpp"
#include "bench/load/operation_step.hpp"

namespace eventstore::load {

using pg::Entry;

namespace {

/// At once, of a scenario that counts sessions.
int sessions_of(const Sessions& sessions, int pool) {
  const auto& capacities = sessions.capacities;
  const int largest = capacities.empty() ? 0 : *std::ranges::max_element(capacities);
  return std::max({pool, largest, 2 * sessions.active});
}

std::string operations_text(const Scenario& scenario, const catalogue::Catalogue& catalogue) {
  std::set<std::string> names;
  for (const cases::Trial& each : operations_of(scenario, catalogue)) {
    names.insert(each.operation->title());
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_processors(pg::Footprint& footprint, const Processors& processors,
                    const std::string& where) {
  if (processors.count == 0) return;
  footprint.add(Entry::processor_sessions, fmt::format("{}, on {}", processors.count, where));
  if (processors.follow == Follow::listening) footprint.add(Entry::listen);
}

void add_load(pg::Footprint& footprint, const Scenario& scenario,
              const catalogue::Catalogue& catalogue, const FootprintOptions& options) {
  const bool is_writing = writes(scenario, catalogue);
  const bool is_in_place = options.place == bench::WritePlace::in_place;
  const std::string where = is_writing && !is_in_place ? "its copy" : "the seeded database";
  footprint.add(is_writing ? Entry::write_sessions : Entry::read_sessions,
                fmt::format("{}, on {}", scenario.pool, where));
  footprint.add(Entry::trial_session, "on " + where);
  footprint.add(Entry::observing_sessions, "on " + where);
  footprint.add(Entry::operation_locks, operations_text(scenario, catalogue));
  add_processors(footprint, scenario.processors, where);
  if (options.captures_plans) footprint.add(Entry::logged_plans);
  if (!is_writing) return;
  footprint.add(Entry::read_back_sessions, "on " + where);
  bench::add_write_place(footprint, options.place);
}

}  // namespace

pg::Footprint footprint_of(const Scenario& scenario, const catalogue::Catalogue& catalogue,
                           const FootprintOptions& options) {
  pg::Footprint footprint{
      pg::Tool::eventstore_load,
      fmt::format("eventstore_load {}, store {}", scenario.name, catalogue.store.name)};
  footprint.add_look_at_seeded_data();
  footprint.add_local_server(options.database);
  footprint.add(Entry::load_statement_timeout, pg::timeout_text(scenario.statement_timeout));
  footprint.add(Entry::prepared_statements);
  bench::add_document(footprint, options.out);
  if (scenario.sessions) {
    footprint.add(Entry::counted_sessions,
                  fmt::format("up to {}", sessions_of(*scenario.sessions, scenario.pool)));
    footprint.add(Entry::observing_sessions);
  } else {
    add_load(footprint, scenario, catalogue, options);
  }
  return footprint;
}

}  // namespace eventstore::load
