// A server that crashed under a run, and comes back.
#pragma once

#include <chrono>

#include "core/pg/database.hpp"

namespace eventstore::load {

/// How long a run waits for its server before it gives the books up.
struct ReturnBounds {
  std::chrono::milliseconds recovering{120'000};  ///< While it says that it starts or recovers.
  std::chrono::milliseconds unreachable{10'000};  ///< While nothing answers.
};

/// Returns once the server takes connections, or a bound is over; it is then for the next statement
/// to say why.  Says on standard error that it waits, and for how long at most.  Throws
/// Interrupted.
void wait_for_server(const pg::Database& database, const ReturnBounds& bounds = {});

}  // namespace eventstore::load
