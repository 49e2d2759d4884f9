// Everything that is needed to judge a data set, gathered from its rows in whatever order they
// come.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/events/event.hpp"
#include "generator/aggregate_table.hpp"
#include "generator/event_chain.hpp"
#include "generator/fingerprint.hpp"
#include "generator/payload_sizes.hpp"
#include "generator/snapshot_record.hpp"
#include "generator/totals.hpp"

namespace eventstore::seed {

/// What is wrong, as a sentence; empty when nothing is.
using Complaint = std::string;

/// What is kept of an event, by its position.  `claimed` is set by the first row that stands there,
/// and only the thread that set it writes the rest.
struct EventSlot {
  std::int64_t timestamp_us = 0;
  std::uint64_t id_bits = 0;             ///< Of its event_id.
  std::uint64_t causation_bits = 0;      ///< Of the id of its cause.
  std::uint32_t correlation_bits = 0;    ///< The lower half of those of the chain's id.
  AggregateTable::Number aggregate = 0;  ///< Whose tenant and kind are its.
  std::uint32_t row_bits = 0;            ///< Of the row's hash.
  std::uint16_t sequence_number = 0;     ///< Modulo 2^16.
  EventTypes::Code type = 0;             ///< In its aggregate's kind.
  std::atomic<std::uint8_t> claimed{0};
};

static_assert(sizeof(EventSlot) == 40);

/// About a row by itself.  Of several the one that stands first counts, whoever read it.
struct RowComplaint {
  static constexpr std::int64_t nowhere = std::numeric_limits<std::int64_t>::max();
  std::int64_t position = nowhere;  ///< `nowhere` also for snapshots: they come last.
  Complaint text;

  void merge(const RowComplaint& other);
};

struct ReadBack {
  explicit ReadBack(const dataset::Manifest& manifest)
      : events(manifest.events),
        slots(std::make_unique<EventSlot[]>(static_cast<std::size_t>(manifest.events))),
        events_by_tenant(manifest.tenants.size()) {}

  [[nodiscard]] EventSlot& at(std::int64_t position) const {
    return slots[static_cast<std::size_t>(position - 1)];
  }

  std::int64_t events = 0;  ///< That there should be.
  std::unique_ptr<EventSlot[]> slots;
  AggregateTable aggregates;
  std::vector<SnapshotRecord> snapshots;
  Totals totals;
  PayloadSizes payload_sizes;
  std::vector<std::int64_t> events_by_tenant;  ///< By index in the manifest.
  RowComplaint first_complaint;
};

/// `EventSlot::row_bits` of a row's hash.
[[nodiscard]] constexpr std::uint32_t row_bits(const Fingerprint& row) {
  return static_cast<std::uint32_t>(row.low);
}

/// Takes rows for one thread; several at once fill the same ReadBack.
class RowIntake {
 public:
  /// Both outlive it.
  RowIntake(const dataset::Manifest& manifest, ReadBack& whole);

  /// `complaint`: what is known to be wrong with the row, empty when nothing is.  An event has a
  /// tenant_id or a tenant_key.
  void take_event(const Event& event, const Complaint& complaint);

  /// Before any events, and by one thread only: events are compared with the snapshots as they
  /// come.
  void take_snapshot(const Event& row, const Complaint& complaint);

  /// To be called once, after the last row, by one thread at a time.
  void add_to_whole();

 private:
  void begin_row(const Event& row, bool is_event, const Complaint& complaint);
  [[nodiscard]] std::optional<std::size_t> tenant_of_row() const;
  void take_type(EventSlot& slot);
  void take_chain(EventSlot& slot);
  AggregateTable::Number note_in_aggregate(std::uint8_t kind);
  void complain(const Complaint& what);

  const dataset::Manifest& manifest_;
  ReadBack& whole_;
  PayloadProfile payloads_;
  Totals totals_;
  PayloadSizes payload_sizes_;
  std::vector<std::int64_t> events_by_tenant_;
  RowComplaint first_complaint_;
  RowHasher hasher_;
  EventChain chain_;
  std::unordered_map<std::int32_t, std::size_t> tenants_by_key_;
  std::unordered_map<std::string_view, std::size_t> tenants_by_id_;
  // Of the row that is taken:
  Event event_;
  bool is_event_ = true;  ///< Or a snapshot.
  bool has_complained_ = false;
  std::optional<std::size_t> tenant_;  ///< Index in the manifest.
};

}  // namespace eventstore::seed
