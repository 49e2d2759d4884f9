// What one transaction that stays open holds up.
#pragma once

#include <chrono>
#include <cstdint>

#include "bench/trust/scratch_store.hpp"
#include "core/engine/visibility.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::trust {

/// Whose transaction stays open.
enum class Holder : std::uint8_t {
  event_writer,  ///< Has appended an event to the same store.
  stranger,      ///< Has a transaction id, in another database of the server.
};

/// Of one event that is appended beside it.
struct Stall {
  measure::Duration append{};       ///< The append itself, to its end.
  measure::Duration all_tenants{};  ///< From there until a reader of all tenants has it, 0 or more.
  measure::Duration tenant{};       ///< The same for a reader of its tenant.
};

/// Opens the transaction, appends one event over another connection, and commits the transaction
/// after `hold`.  Readers poll every millisecond.  `elsewhere`: a database for the stranger.
/// Throws Failure when a call fails, or the event is not delivered within a minute.
[[nodiscard]] Stall stall_behind(Holder holder, const ScratchStore& store,
                                 engine::Visibility visibility, const pg::Database& elsewhere,
                                 std::chrono::milliseconds hold, std::uint64_t seed);

}  // namespace eventstore::trust
