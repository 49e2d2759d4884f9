// What a run of eventstore_load makes on a server (--print-settings).
#pragma once

#include <string>

#include "bench/load/scenario.hpp"
#include "bench/write_place.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/footprint.hpp"

namespace eventstore::load {

/// What the options of a command say besides the scenario.
struct FootprintOptions {
  std::string database;  ///< --database
  bench::WritePlace place = bench::WritePlace::disposable_clone;
  std::string out;  ///< The result document's file; empty: none.
  bool captures_plans = false;
};

[[nodiscard]] pg::Footprint footprint_of(const Scenario& scenario,
                                         const catalogue::Catalogue& catalogue,
                                         const FootprintOptions& options);

}  // namespace eventstore::load
