// What a run of eventstore_load makes on a server (--print-settings).
#pragma once

#include "bench/load/scenario.hpp"
#include "bench/write_place.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/footprint.hpp"

namespace eventstore::load {

[[nodiscard]] pg::Footprint footprint_of(const Scenario& scenario,
                                         const catalogue::Catalogue& catalogue,
                                         bench::WritePlace place);

}  // namespace eventstore::load
