#include "explain/footprint.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

using pg::SessionUse;

pg::Footprint footprint_of(const Options& options) {
  pg::Footprint footprint{fmt::format("plan-review, store {}", options.where.store)};
  if (!options.captured.empty()) {  // A log is read, and a database only where one is named.
    if (!options.where.database.empty()) footprint.add_look_at_seeded_data();
    return footprint;
  }
  const catalogue::Catalogue catalogue = catalogue::load_catalogue(options.where.store);
  const auto cases = select_cases(catalogue, options.filter);
  const bool writes = std::any_of(cases.begin(), cases.end(),
                                  [](const Selected& each) { return each.operation->writes(); });
  footprint.add_look_at_seeded_data();
  footprint.add_sessions("1", SessionUse::measured_read, "the seeded database");
  footprint.add_setting("measured sessions: plan_cache_mode, anew for each plan");
  footprint.add_lock("those of the operations, in transactions that are rolled back");
  if (writes) {
    footprint.add_sessions("1", SessionUse::measured_write, "its copy");
    footprint.add_copy("plans");
  }
  if (options.mutate) {
    footprint.add_sessions("2", SessionUse::measured_write,
                           "copies whose indexes are dropped and made in transactions that are "
                           "rolled back");
    footprint.add_copy("mutate");
  }
  if (options.stability > 0) footprint.add_copy("stability");
  if (options.grow) {
    footprint.add_sessions("as seed-events has", SessionUse::control,
                           "a database of its own with a tenth of the events");
    footprint.add_object("database eventstore_disposable_clone_grow_..., dropped at the end");
  }
  footprint.add_object("prepared statements, until each session ends");
  return footprint;
}

}  // namespace eventstore::explain
