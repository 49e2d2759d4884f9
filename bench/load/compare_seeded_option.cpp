#include "bench/load/compare_seeded_option.hpp"

#include <limits>

#include "core/tool/allowed_values.hpp"

namespace eventstore::load {

void add_compare_seeded_option(CLI::App& app, std::int64_t& max_compared) {
  app.add_option("--compare-seeded", max_compared,
                 "Seeded events to compare before and after; with more, only their number")
      ->type_name("N")
      ->check(between<std::int64_t>(0, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
}

}  // namespace eventstore::load
