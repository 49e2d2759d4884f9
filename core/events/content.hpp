// What an event says: its type, its payload, its metadata.  Shared by whoever writes events: the
// generator of the data set and the append benchmarks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/events/event.hpp"
#include "core/events/payload_profile.hpp"

namespace eventstore {

/// Which event of which aggregate; the event's content is a function of this and nothing else.
struct EventKey {
  std::uint64_t seed = 0;
  std::uint64_t aggregate = 0;       ///< The aggregate's number in the data set.
  std::int64_t sequence_number = 1;  ///< From 1.
  std::int64_t length = 0;  ///< Events the aggregate will have; 0 when it has no planned end.
};

/// User, Order, Product, Invoice or Ticket.
[[nodiscard]] std::string_view aggregate_type(std::uint64_t seed, std::uint64_t aggregate);

[[nodiscard]] Uuid aggregate_id(std::uint64_t seed, std::uint64_t aggregate);

/// The id sorts by `timestamp_us` (microseconds since 1970).
[[nodiscard]] Uuid event_id(const EventKey& key, std::int64_t timestamp_us);

/// The life cycle of the aggregate's type: created first, then legal modifications, then, for most
/// aggregates with a planned end, the event that finalises it.
[[nodiscard]] std::string_view event_type(const EventKey& key);

/// Whether an aggregate whose last event is `key` (sequence number = length) may get later events
/// without any event until then being another one: it is not final, and no detour was left out
/// because the aggregate ended there.
[[nodiscard]] bool can_continue(const EventKey& key);

/// The revision of the payload's shape, as an upcaster would read it.
[[nodiscard]] std::string_view payload_revision(const EventKey& key);

[[nodiscard]] PayloadClass payload_class(const EventKey& key, const PayloadProfile& profile = {});

/// The class of a payload of this size; the classes do not overlap.
[[nodiscard]] PayloadClass payload_class_of_size(std::size_t octets,
                                                 const PayloadProfile& profile = {});

/// Size in octets of the payload's JSON text, in the range of its class (see PayloadProfile).
[[nodiscard]] std::uint32_t payload_bytes(const EventKey& key, const PayloadProfile& profile = {});

/// Appends exactly `payload_bytes(key, profile)` octets of JSON, in the form in which jsonb prints
/// itself (keys by length, then by bytes; ", " and ": "), so that json and jsonb stores read back
/// the same.
void append_payload(std::string& out, const EventKey& key, const PayloadProfile& profile = {});

/// Appends about 200 octets of JSON: causation and correlation, user, trace, schema version.
/// `causation` is the event that caused this one, `correlation` the first of the chain; both are
/// earlier events of the same tenant, or the event itself where it starts a chain.
void append_metadata(std::string& out, const EventKey& key, const Uuid& causation,
                     const Uuid& correlation);

/// Appends the aggregate's state after `key.sequence_number` events, as a snapshot holds it: the
/// fold of those events into type, latest payload, status, version, and the number of events by
/// type.
void append_snapshot_state(std::string& out, const EventKey& key,
                           const PayloadProfile& profile = {});

}  // namespace eventstore
