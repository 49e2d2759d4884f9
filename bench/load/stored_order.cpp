#include "bench/load/stored_order.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "bench/load/event_content.hpp"

namespace eventstore::load {

bool is_ordered_by_transaction(const catalogue::StoreProfile& store) {
  return store.visibility == catalogue::Visibility::snapshot_barrier &&
         store.events.columns.contains("transaction_id");
}

StoredOrder::StoredOrder(const catalogue::StoreProfile& store,
                         const std::unordered_map<std::uint64_t, std::int64_t>& known_versions)
    : by_transaction_(is_ordered_by_transaction(store)), known_versions_(known_versions) {}

void StoredOrder::add(std::string_view tenant, const engine::StoredEvent& event) {
  const std::uint64_t aggregate = aggregate_hash(tenant, event.aggregate_id);
  names_.try_emplace(aggregate, event.aggregate_id);
  entries_.push_back({.aggregate = aggregate,
                      .sequence_number = event.sequence_number,
                      .transaction_id = by_transaction_ ? event.transaction_id : 0,
                      .position = event.position});
}

void StoredOrder::check(Violations& violations) {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& one, const Entry& other) {
    return std::tie(one.aggregate, one.sequence_number, one.transaction_id, one.position) <
           std::tie(other.aggregate, other.sequence_number, other.transaction_id, other.position);
  });
  const Entry* const end = entries_.data() + entries_.size();
  for (const Entry* first = entries_.data(); first != end;) {
    const Entry* const last = std::find_if(
        first, end, [&](const Entry& entry) { return entry.aggregate != first->aggregate; });
    check_dense(first, last, violations);
    check_order(first, last, violations);
    first = last;
  }
}

void StoredOrder::check_dense(const Entry* first, const Entry* last, Violations& violations) const {
  const auto known = known_versions_.find(first->aggregate);
  const std::int64_t version = known == known_versions_.end() ? 0 : known->second;
  const std::int64_t highest = (last - 1)->sequence_number;
  const std::int64_t count = last - first;
  if (first->sequence_number == version + 1 && highest == version + count) return;
  violations.report(
      Violation::not_dense,
      fmt::format("aggregate {} has {} events of this run, from sequence number {} to {}",
                  names_.at(first->aggregate), count, first->sequence_number, highest));
}

void StoredOrder::check_order(const Entry* first, const Entry* last, Violations& violations) const {
  const auto place = [](const Entry& entry) {
    return std::pair{entry.transaction_id, entry.position};
  };
  for (const Entry* entry = first + 1; entry < last; ++entry) {
    const Entry& before = *(entry - 1);
    if (entry->sequence_number == before.sequence_number || place(before) < place(*entry)) continue;
    violations.report(
        Violation::reordered,
        fmt::format("aggregate {}: sequence number {} is stored at position {}, before sequence "
                    "number {} at position {}",
                    names_.at(entry->aggregate), entry->sequence_number, entry->position,
                    before.sequence_number, before.position));
  }
}

}  // namespace eventstore::load
