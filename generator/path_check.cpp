#include "generator/path_check.hpp"

#include <mutex>

#include <fmt/format.h>

#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

std::string named(const AggregateRecord& record) {
  return fmt::format("{} {}", event_types_by_kind()[record.kind].kind(), to_text(record.id));
}

/// Empty when the next event of the aggregate is this one.
Complaint step(AggregateRecord& record, const EventSlot& event) {
  ++record.walked;
  if (event.sequence_number != static_cast<std::uint16_t>(record.walked)) {
    return fmt::format("has sequence number {} in {}, where {} comes next", event.sequence_number,
                       named(record), record.walked);
  }
  const EventTypes& types = event_types_by_kind()[record.kind];
  const EventTypes::State before = record.state;
  record.state = types.after(before, event.type);
  if (record.state != EventTypes::nowhere) return {};
  if (before == EventTypes::before_first) {
    return fmt::format("is {}, which is not how {} begins", types.name_of(event.type),
                       named(record));
  }
  return fmt::format("is {}, which cannot happen to {} when it is {}", types.name_of(event.type),
                     named(record), types.status(before));
}

void gather(SnapshotRecord& snapshot, const AggregateRecord& record, EventTypes::Code type) {
  if (record.walked > snapshot.version || record.kind != snapshot.kind) return;
  ++snapshot.found.counts[type];
  if (record.walked < snapshot.version) return;
  snapshot.found.status = event_types_by_kind()[record.kind].status(record.state);
}

/// Walks with one of `threads` shares of the aggregates, up to the first wrong step.
RowComplaint walk(ReadBack& data, AggregateTable::Number threads, AggregateTable::Number share,
                  const WorkState& state) {
  for (std::int64_t position = 1; position <= data.events; ++position) {
    if (position % 65'536 == 0) state.check();
    const EventSlot& event = data.at(position);
    if (event.aggregate % threads != share) continue;
    AggregateRecord& record = data.aggregates.at(event.aggregate);
    const Complaint complaint = step(record, event);
    if (!complaint.empty()) {
      return {.position = position,
              .text = fmt::format("the event at position {} {}", position, complaint)};
    }
    if (record.snapshot != AggregateRecord::no_snapshot) {
      gather(data.snapshots[record.snapshot], record, event.type);
    }
  }
  return {};
}

}  // namespace

Complaint check_paths(ReadBack& data, int threads) {
  std::mutex mutex;
  RowComplaint first_complaint;
  run_workers(
      threads,
      [&](int worker, WorkState& state) {
        const RowComplaint mine = walk(data, static_cast<AggregateTable::Number>(threads),
                                       static_cast<AggregateTable::Number>(worker), state);
        const std::lock_guard lock{mutex};
        first_complaint.merge(mine);
      },
      [](std::int64_t) {});
  return first_complaint.text;
}

}  // namespace eventstore::seed
