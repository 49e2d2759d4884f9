#include "bench/load/processor_books.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "bench/load/writing.hpp"

namespace eventstore::load {

using engine::StoredEvent;
using measure::Duration;
using measure::Instant;

ProcessorBooks::ProcessorBooks(std::string processor, const catalogue::StoreProfile& store,
                               const EventLedger& ledger, Violations& violations)
    : processor_(std::move(processor)), store_(store), ledger_(ledger), violations_(violations) {}

bool ProcessorBooks::see(const StoredEvent& event, Instant now) {
  const auto number = ledger_.number_of(event.event_id);
  if (!number) return false;
  const std::string tenant = tenant_text(store_, event);
  check_content(tenant, event, *number);
  if (!seen_.insert(*number)) {
    report(Violation::duplicated, event, "which it had got before");
    return true;
  }
  seen_count_.store(seen_.size());
  check_order(tenant, event);
  open_.push_back({.number = *number, .time = now});
  return true;
}

void ProcessorBooks::check_content(const std::string& tenant, const StoredEvent& event,
                                   std::uint64_t number) {
  // Only what the read returns: one across all tenants need not return whose event it is.
  const PartSet altered = ledger_.altered(number, content_of(event, tenant), parts_of(event));
  if (altered.none()) return;
  report(Violation::altered, event,
         fmt::format("whose {} differs from what was appended", names_of(altered)));
}

void ProcessorBooks::check_order(const std::string& tenant, const StoredEvent& event) {
  const std::uint64_t aggregate = aggregate_hash(tenant, event.aggregate_id);
  std::int64_t& last = last_[aggregate];
  if (event.sequence_number <= last) {
    report(Violation::reordered, event,
           fmt::format("after sequence number {} of the same aggregate", last));
  }
  last = std::max(last, event.sequence_number);
}

void ProcessorBooks::report(Violation violation, const StoredEvent& event,
                            const std::string& what) {
  violations_.report(
      violation,
      fmt::format("{} got event {} (position {}, aggregate {}, sequence number {}), {}", processor_,
                  event.event_id, event.position, event.aggregate_id, event.sequence_number, what));
}

std::vector<Sighting> ProcessorBooks::take_sightings() {
  std::vector<Sighting> sightings;
  const auto is_settled = [&](const Seen& seen) {
    const Fate fate = ledger_.fate_of(seen.number);
    if (fate == Fate::acknowledged) {
      const Instant acknowledged{Duration{ledger_.closed_at_ns(seen.number)}};
      sightings.push_back(
          {.acknowledged = acknowledged, .time = std::max(seen.time - acknowledged, Duration{0})});
    }
    return fate != Fate::unknown;
  };
  open_.erase(std::remove_if(open_.begin(), open_.end(), is_settled), open_.end());
  acknowledged_ += sightings.size();
  return sightings;
}

std::uint64_t ProcessorBooks::report_skipped(
    const std::function<bool(std::uint64_t number)>& is_passed) const {
  std::uint64_t waiting = 0;
  for (std::uint64_t number = 0; number < ledger_.issued(); ++number) {
    if (ledger_.fate_of(number) != Fate::acknowledged || seen_.contains(number)) continue;
    if (!is_passed(number)) {
      ++waiting;
      continue;
    }
    violations_.report(Violation::skipped,
                       fmt::format("{} never got the event whose id ends in {}, which was "
                                   "acknowledged",
                                   processor_, ledger_.end_of_id(number)));
  }
  return waiting;
}

}  // namespace eventstore::load
