#include "bench/load/server_return.hpp"

#include <cstdio>
#include <thread>

#include <fmt/format.h>

#include "core/pg/connect_failure.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::load {

void wait_for_server(const pg::Database& database, const ReturnBounds& bounds) {
  using Clock = std::chrono::steady_clock;
  constexpr std::string_view cannot_connect_now = "57P03";
  constexpr std::chrono::milliseconds pause{200};
  const Clock::time_point begin = Clock::now();
  std::chrono::milliseconds told{0};
  while (true) {
    std::chrono::milliseconds bound{0};
    std::string reason;
    try {
      const pg::Wire wire{database, pg::SessionUse::audit};
      return;
    } catch (const pg::ConnectFailure& failure) {
      reason = failure.what();
      if (failure.sqlstate() == cannot_connect_now) bound = bounds.recovering;
      if (failure.sqlstate().empty()) bound = bounds.unreachable;
    }
    // What else it says will not change by waiting.
    if (Clock::now() - begin >= bound) return;
    if (told != bound) {
      told = bound;
      fmt::print(stderr, "waiting up to {} for the server, to read the stored events back: {}\n",
                 elapsed_text(std::chrono::duration<double>(bound).count()), visible_line(reason));
    }
    stop_if_interrupted();
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace eventstore::load
