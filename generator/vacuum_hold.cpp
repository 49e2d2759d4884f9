#include "generator/vacuum_hold.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::seed {

VacuumHold::VacuumHold(pg::Session& session, const std::vector<std::string>& tables)
    : transaction_(session) {
  session.run(fmt::format(fmt::runtime(catalogue::harness_sql("seed_hold_autovacuum")),
                          fmt::arg("tables", fmt::join(tables, ", "))));
}

}  // namespace eventstore::seed
