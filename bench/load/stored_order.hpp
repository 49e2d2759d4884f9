// The order in which a run's events are stored, against their sequence numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/engine/stored_event.hpp"

namespace eventstore::load {

/// Whether readers of the store order events by transaction first, then by position; else it is
/// the position alone.
[[nodiscard]] bool is_ordered_by_transaction(const catalogue::StoreProfile& store);

/// 40 bytes for each event, until it is checked.
class StoredOrder {
 public:
  /// `known_versions`: of seeded aggregates that a run may append to, by aggregate_hash.  All must
  /// outlive it.
  StoredOrder(const catalogue::StoreProfile& store,
              const std::unordered_map<std::uint64_t, std::int64_t>& known_versions);

  void add(std::string_view tenant, const engine::StoredEvent& event);

  [[nodiscard]] std::uint64_t aggregates() const { return names_.size(); }

  /// Within each aggregate: sequence numbers are dense from the version that it had, and the order
  /// of the store follows them.
  void check(Violations& violations);

 private:
  struct Entry {
    std::uint64_t aggregate = 0;
    std::int64_t sequence_number = 0;
    std::int64_t transaction_id = 0;  ///< 0 where the order is by position alone.
    std::int64_t position = 0;
  };
  void check_dense(const Entry* first, const Entry* last, Violations& violations) const;
  void check_order(const Entry* first, const Entry* last, Violations& violations) const;

  const bool by_transaction_;
  const std::unordered_map<std::uint64_t, std::int64_t>& known_versions_;
  std::vector<Entry> entries_;
  std::unordered_map<std::uint64_t, std::string> names_;  ///< Of the aggregates.
};

}  // namespace eventstore::load
