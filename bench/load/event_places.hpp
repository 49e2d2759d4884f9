// Where in the stream the events of a run stand, and whether a processor has passed one of them.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "bench/load/event_ledger.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/catalogue/visibility.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

struct EventPlace {
  std::int64_t transaction_id = 0;  ///< 0 where the store keeps none.
  std::int64_t position = 0;
};

/// By the events' numbers.
using EventPlaces = std::unordered_map<std::uint64_t, EventPlace>;

/// Reads those behind position `after` with a statement of the harness's own.  Throws Failure, and
/// Interrupted by a signal.
[[nodiscard]] EventPlaces event_places(const pg::Database& database,
                                       const catalogue::StoreProfile& store, std::int64_t after,
                                       const EventLedger& ledger);

/// Where a processor stood when its time was up.
struct ProcessorEnd {
  catalogue::Visibility visibility = catalogue::Visibility::naive;
  engine::TrackingToken token;
  bool is_at_head = false;  ///< Its last read found nothing,
  bool holds_back = false;  ///< and did not leave out what it had found.
  /// Every transaction below it had ended before that read began.
  std::int64_t horizon = 0;
  /// Transactions of the run's writers are below it; 0: not known.
  std::int64_t end_of_writers = 0;
};

/// Whether it is proven that this processor will never get the event, which was acknowledged and
/// which it has not got.
///
/// - Its token has passed the event: it asks for later ones, and for gaps, only.
/// - Its last read had to show it and did not.  What a read has to show depends on the store:
///   behind the barrier everything below the horizon; of a gap-aware reader everything, unless it
///   holds events back; of others everything, once whatever was older than the run's last writer
///   has ended: a store may hold back more than its profile says.
///
/// Else it may still come: the processor waits.
[[nodiscard]] bool is_passed(const EventPlace& place, const ProcessorEnd& end);

}  // namespace eventstore::load
