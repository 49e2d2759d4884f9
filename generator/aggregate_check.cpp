#include "generator/aggregate_check.hpp"

#include <fmt/format.h>

namespace eventstore::seed {

namespace {

Complaint wrong_with(const AggregateRecord& aggregate) {
  if (!aggregate.sequences.is_dense()) {
    return fmt::format("has {} events, but their sequence numbers are not 1 to {}",
                       aggregate.sequences.events, aggregate.sequences.events);
  }
  return aggregate.is_mixed ? "has events of different tenants or types" : "";
}

}  // namespace

Complaint check_aggregates(const ReadBack& data, const dataset::Manifest& manifest) {
  // Of several the one with the smallest id: they come in no order that would be the same next
  // time.
  const AggregateRecord* first = nullptr;
  std::vector<std::int64_t> found(manifest.tenants.size());
  data.aggregates.for_each([&](const AggregateRecord& aggregate) {
    if (aggregate.sequences.events == 0) return;  // Only a snapshot names it.
    ++found[aggregate.tenant];
    if (wrong_with(aggregate).empty()) return;
    if (first == nullptr || aggregate.id.bytes < first->id.bytes) first = &aggregate;
  });
  if (first != nullptr) {
    return fmt::format("aggregate {} {}", to_text(first->id), wrong_with(*first));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] == manifest.tenants[i].aggregates) continue;
    return fmt::format("{} has {} aggregates, not {}", manifest.tenants[i].id, found[i],
                       manifest.tenants[i].aggregates);
  }
  return {};
}

}  // namespace eventstore::seed
