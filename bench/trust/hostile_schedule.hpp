// Transactions that overlap at random and end in another order than they began, and a reader that
// reads all the while: what it is given, and what it never sees.
#pragma once

#include <cstdint>

#include "bench/trust/scratch_store.hpp"
#include "core/engine/visibility.hpp"

namespace eventstore::trust {

struct Deliveries {
  std::int64_t committed = 0;
  std::int64_t delivered = 0;  ///< Different events.
  std::int64_t lost = 0;       ///< Committed, and passed by the reader.
  std::int64_t repeated = 0;   ///< Delivered once more.
  std::int64_t stray = 0;      ///< Delivered, though nobody has committed it.
};

/// One thread drives six writers and the reader, so that the schedule is a function of its seed.
/// When all have ended, one more event is appended: what is not delivered up to it is lost.  Throws
/// Failure when a call fails, or that event does not come within a minute.
[[nodiscard]] Deliveries play_hostile_schedule(const ScratchStore& store,
                                               engine::Visibility visibility, int steps,
                                               std::uint64_t seed);

}  // namespace eventstore::trust
