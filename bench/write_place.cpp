#include "bench/write_place.hpp"

namespace eventstore::bench {

void add_write_place_option(CLI::App& app, WritePlace& chosen) {
  app.add_flag_callback(
      "--in-place", [&chosen] { chosen = WritePlace::in_place; },
      "Let writes change the seeded database, and clean up, where no copy may be created");
}

}  // namespace eventstore::bench
