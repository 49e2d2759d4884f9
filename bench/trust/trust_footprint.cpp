#include "bench/trust/trust_footprint.hpp"

#include <fmt/format.h>

namespace eventstore::trust {

using pg::SessionUse;

pg::Footprint footprint_of(const std::string& command) {
  pg::Footprint footprint{fmt::format("bench_trust {}", command)};
  footprint.add_look_at_seeded_data();
  footprint.add_sessions("up to 20", SessionUse::measured_read, "the seeded database");
  footprint.add_sessions("up to 20", SessionUse::measured_write,
                         "its copy, or databases of the run's own");
  footprint.add_object("pgbench, where it is compared: as many sessions, on the same databases");
  footprint.add_copy("trust");
  return footprint;
}

}  // namespace eventstore::trust
