#include "bench/load/load_footprint.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bench/footprint.hpp"
#include "bench/load/operation_step.hpp"

namespace eventstore::load {

using pg::SessionUse;

namespace {

/// At once, of a scenario that counts sessions or makes load.
int sessions_of(const Scenario& scenario) {
  if (!scenario.sessions) return scenario.pool;
  const auto& capacities = scenario.sessions->capacities;
  const int largest = capacities.empty() ? 0 : *std::ranges::max_element(capacities);
  return std::max({scenario.pool, largest, 2 * scenario.sessions->active});
}

}  // namespace

pg::Footprint footprint_of(const Scenario& scenario, const catalogue::Catalogue& catalogue,
                           bench::WritePlace place) {
  const bool is_writing = writes(scenario, catalogue);
  const bool in_place = place == bench::WritePlace::in_place;
  const std::string where = is_writing && !in_place ? "its copy" : "the seeded database";
  pg::Footprint footprint{
      fmt::format("eventstore_load {}, store {}", scenario.name, catalogue.store.name)};
  footprint.add_look_at_seeded_data();
  footprint.add_sessions(fmt::format("up to {} at once", sessions_of(scenario)),
                         is_writing ? SessionUse::measured_write : SessionUse::measured_read,
                         where);
  if (scenario.processors.count > 0) {
    footprint.add_sessions(std::to_string(scenario.processors.count), SessionUse::measured_read,
                           where + ": tracking processors");
    footprint.add_sessions("1", SessionUse::control, where + ": who holds back processors");
  }
  footprint.add_sessions("1", SessionUse::control, where + ": observation of the server");
  footprint.add_setting(fmt::format("measured sessions: statement_timeout = {}",
                                    pg::timeout_text(scenario.statement_timeout)));
  if (is_writing) {
    footprint.add_sessions("1", SessionUse::audit, where + ": what was stored is read back");
    bench::add_write_place(footprint, place);
  }
  footprint.add_object("prepared statements, until each session ends");
  return footprint;
}

}  // namespace eventstore::load
