#include "bench/load/stored_events.hpp"

#include <fmt/format.h>

#include "bench/load/writing.hpp"
#include "core/events/event.hpp"

namespace eventstore::load {

using engine::EventField;
using engine::StoredEvent;

StoredEventsCheck::StoredEventsCheck(const catalogue::StoreProfile& store,
                                     const EventLedger& ledger, const AppendedRun& run,
                                     Violations& violations)
    : store_(store),
      ledger_(ledger),
      run_(run),
      violations_(violations),
      by_transaction_(is_ordered_by_transaction(store)),
      order_(store, run.known_versions) {}

void StoredEventsCheck::see(const StoredEvent& event) {
  ++counts_.stored;
  const auto number = ledger_.number_of(event.event_id);
  if (!number && run_.has_unknown_writers) {
    ++counts_.unknown;
    return;
  }
  const std::string tenant = tenant_text(store_, event);
  order_.add(tenant, event);
  if (number) return see_known(event, tenant, *number);
  report(Violation::unasked, event, "nobody of this run appended it");
}

void StoredEventsCheck::see_known(const StoredEvent& event, const std::string& tenant,
                                  std::uint64_t number) {
  if (!seen_.insert(number)) report(Violation::duplicated, event, "it is there before already");
  const PartSet altered = ledger_.altered(number, content_of(event, tenant), parts_of(event));
  if (altered.any()) {
    report(Violation::altered, event,
           fmt::format("its {} differs from what was appended", names_of(altered)));
  } else {
    check_derived(event);
    check_time(event);
  }
  if (ledger_.fate_of(number) == Fate::refused) {
    report(Violation::unasked, event, "the store had refused it");
  }
  check_place(event);
}

/// Columns that follow from others.
void StoredEventsCheck::check_derived(const StoredEvent& event) {
  const bool has_stream = run_.gives_stream_ids && event.has(EventField::stream_id);
  if (has_stream &&
      event.stream_id != fmt::format("{}-{}", event.aggregate_type, event.aggregate_id)) {
    report(Violation::altered, event, "its stream_id differs from what was appended");
  }
  const bool has_expected = run_.gives_expected && event.has(EventField::expected_version);
  if (has_expected && event.expected_version != event.sequence_number - 1) {
    report(Violation::altered, event,
           "its expected_version is not one less than its sequence number");
  }
}

/// A time that the store sets lies within the run, give or take what clocks differ by and what
/// times are rounded to.
void StoredEventsCheck::check_time(const StoredEvent& event) {
  constexpr std::int64_t slack_us = 60'000'000;
  if (run_.gives_timestamps || !event.has(EventField::timestamp)) return;
  const bool is_within = event.timestamp_us >= run_.began_us - slack_us &&
                         event.timestamp_us <= run_.ended_us + slack_us;
  if (is_within) return;
  report(Violation::altered, event, "its timestamp, which the store sets, lies outside of the run");
}

/// Readers that have seen the seeded events must get it.
void StoredEventsCheck::check_place(const StoredEvent& event) {
  const bool is_behind = by_transaction_ ? event.transaction_id > seeded_transaction_id
                                         : event.position > run_.last_seeded;
  if (is_behind) return;
  report(Violation::reordered, event,
         fmt::format("it is stored before the last seeded event (position {}), so that who has "
                     "read that never gets it",
                     run_.last_seeded));
}

std::vector<std::string> StoredEventsCheck::missing(std::size_t max) const {
  std::vector<std::string> ends;
  for (std::uint64_t number = 0; number < ledger_.issued() && ends.size() < max; ++number) {
    const bool is_missing =
        ledger_.fate_of(number) == Fate::acknowledged && !seen_.contains(number);
    if (is_missing) ends.push_back(ledger_.end_of_id(number));
  }
  return ends;
}

StoredCounts StoredEventsCheck::finish() {
  for (std::uint64_t number = 0; number < ledger_.issued(); ++number) count(number);
  counts_.aggregates = order_.aggregates();
  order_.check(violations_);
  return counts_;
}

void StoredEventsCheck::report(Violation violation, const StoredEvent& event,
                               const std::string& what) {
  violations_.report(
      violation,
      fmt::format("event {} (position {}, aggregate {}, sequence number {}): {}", event.event_id,
                  event.position, event.aggregate_id, event.sequence_number, what));
}

void StoredEventsCheck::count(std::uint64_t number) {
  const bool is_stored = seen_.contains(number);
  switch (ledger_.fate_of(number)) {
    case Fate::acknowledged:
      ++counts_.acknowledged;
      if (is_stored) return;
      violations_.report(
          Violation::lost,
          fmt::format("the event whose id ends in {} was acknowledged, and is not stored",
                      ledger_.end_of_id(number)));
      return;
    case Fate::refused:
      ++counts_.refused;
      return;
    case Fate::unknown:
    case Fate::in_doubt:
      ++counts_.in_doubt;
      if (is_stored) ++counts_.in_doubt_stored;
  }
}

}  // namespace eventstore::load
