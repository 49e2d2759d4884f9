// Where a tracking processor stands in the stream of all events.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore::engine {

/// It has seen every event up to and including this place, but for those at `gaps`.  Places are
/// compared by transaction id, then by position.
///
/// So a token is a set of places, and the functions below are those of sets: `covers` is
/// "contains", the lower bound is the intersection, the upper bound the union.
struct TrackingToken {
  std::int64_t transaction_id = 0;  ///< 0 where the order is by position alone.
  std::int64_t position = 0;        ///< 0 is before the first event.
  /// Positions not seen yet, from 1, ascending, all below `position`; of this transaction id.
  std::vector<std::int64_t> gaps;

  bool operator==(const TrackingToken&) const = default;
};

/// Whether every event that `other` has seen, `token` has seen as well.
[[nodiscard]] bool covers(const TrackingToken& token, const TrackingToken& other);

/// The furthest place that both have reached: every event that it has seen, both have seen.
[[nodiscard]] TrackingToken lower_bound(const TrackingToken& one, const TrackingToken& other);

/// The place that either has reached: every event that one of them has seen, it has seen.
[[nodiscard]] TrackingToken upper_bound(const TrackingToken& one, const TrackingToken& other);

/// `{"position":17,"transaction_id":9,"gaps":[3,5]}`; zero and empty members are left out, but for
/// the position.
[[nodiscard]] std::string to_json(const TrackingToken& token);

/// Throws UsageError with what is wrong: no JSON, no position, unknown or repeated members, numbers
/// that are negative, fractional or too large, gaps out of order or not below the position.
[[nodiscard]] TrackingToken token_from_json(std::string_view text);

}  // namespace eventstore::engine
