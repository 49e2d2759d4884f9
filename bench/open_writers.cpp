#include "bench/open_writers.hpp"

#include <cstdio>
#include <thread>

#include <fmt/format.h>

#include "core/measure/clock.hpp"
#include "core/pg/holders.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::bench {

using measure::Clock;
using measure::Instant;

std::string wait_for_open_writers(pg::Session& session, const std::string& table,
                                  std::chrono::milliseconds bound) {
  constexpr std::chrono::seconds patience{3};
  constexpr std::chrono::milliseconds pause{20};
  const Instant begin = Clock::now();
  bool has_said = false;
  while (true) {
    const pg::Holders holders = pg::holders_of_table(session, table);
    if (holders.found.empty()) return "";
    const Instant now = Clock::now();
    if (now - begin >= bound) return pg::holders_text(holders);
    if (now - begin >= patience && !has_said) {
      has_said = true;
      std::fflush(stdout);
      fmt::print(stderr, "waiting for {}\n", visible_line(pg::holders_text(holders)));
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace eventstore::bench
