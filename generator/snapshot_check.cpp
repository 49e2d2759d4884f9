#include "generator/snapshot_check.hpp"

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

/// Empty when it says what was found.
Complaint wrong_with(const SnapshotRecord& snapshot, const AggregateRecord* aggregate) {
  const std::int64_t events = aggregate == nullptr ? 0 : aggregate->sequences.events;
  if (snapshot.version < 1 || snapshot.version > events) {
    return fmt::format("holds {} events, of which there are {}", snapshot.version, events);
  }
  if (!snapshot.complaint.empty()) return snapshot.complaint;
  const EventTypes& types = event_types_by_kind()[snapshot.kind];
  if (snapshot.kind != aggregate->kind) {
    return fmt::format("is that of a {}, but its events are not", types.kind());
  }
  if (snapshot.tenant != aggregate->tenant) return "is of another tenant than its events";
  if (snapshot.said.timestamp_us != snapshot.found.timestamp_us) {
    return fmt::format("is not of the time of event {}", snapshot.version);
  }
  if (snapshot.said.latest_bits != snapshot.found.latest_bits) {
    return fmt::format("has another latest payload than event {}", snapshot.version);
  }
  for (std::size_t code = 0; code < types.size(); ++code) {
    const std::uint32_t said = snapshot.said.counts[code];
    const std::uint32_t found = snapshot.found.counts[code];
    if (said == found) continue;
    return fmt::format("counts {} events of type {}, of which there are {}", said,
                       types.name_of(static_cast<EventTypes::Code>(code)), found);
  }
  if (snapshot.said.status == snapshot.found.status) return {};
  return fmt::format("says '{}' of an aggregate that is {}", snapshot.said.status,
                     snapshot.found.status);
}

std::int64_t version_of(const ReadBack& data, const AggregateRecord& record) {
  return record.snapshot == AggregateRecord::no_snapshot ? 0
                                                         : data.snapshots[record.snapshot].version;
}

/// Of several aggregates the one with the smallest id: they come in no order that would be the same
/// next time.
Complaint check_presence(const ReadBack& data, std::int64_t every) {
  const AggregateRecord* first = nullptr;
  const auto version_due = [&](const AggregateRecord& record) {
    return every == 0 ? 0 : record.sequences.events / every * every;
  };
  data.aggregates.for_each([&](const AggregateRecord& record) {
    if (version_of(data, record) == version_due(record)) return;
    if (first == nullptr || record.id.bytes < first->id.bytes) first = &record;
  });
  if (first == nullptr) return {};
  const std::int64_t version = version_of(data, *first);
  const std::string found =
      version == 0 ? "no snapshot" : fmt::format("a snapshot of version {}", version);
  const std::int64_t due = version_due(*first);
  const std::string expected = due == 0 ? "none" : fmt::format("one of version {}", due);
  return fmt::format("aggregate {} of {} events has {}, not {}", to_text(first->id),
                     first->sequences.events, found, expected);
}

}  // namespace

Complaint check_snapshots(const ReadBack& data, std::int64_t count, std::int64_t every) {
  for (const SnapshotRecord& snapshot : data.snapshots) {
    const Complaint complaint = wrong_with(snapshot, data.aggregates.find(snapshot.aggregate_id));
    if (!complaint.empty()) {
      return fmt::format("the snapshot of aggregate {} {}", to_text(snapshot.aggregate_id),
                         complaint);
    }
  }
  Complaint complaint = check_presence(data, every);
  if (data.totals.snapshots == count) return complaint;
  return fmt::format("there are {} snapshots, not {}{}{}", data.totals.snapshots, count,
                     complaint.empty() ? "" : ": ", complaint);
}

}  // namespace eventstore::seed
