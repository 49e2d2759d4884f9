#include "generator/aggregate_table.hpp"

#include <algorithm>

#include "core/random/random.hpp"

namespace eventstore::seed {

void SequenceTally::add(std::int64_t sequence_number) {
  ++events;
  last = std::max(last, sequence_number);
  mixed_sum += mix(static_cast<std::uint64_t>(sequence_number));
}

bool SequenceTally::is_dense() const {
  if (last != events) return false;
  std::uint64_t expected = 0;
  for (std::int64_t i = 1; i <= events; ++i) expected += mix(static_cast<std::uint64_t>(i));
  return mixed_sum == expected;
}

const AggregateRecord* AggregateTable::find(const Uuid& id) const {
  const Shard& shard = (*shards_)[id.bytes[7] % shard_count];
  const auto found = shard.places.find(id);
  return found == shard.places.end() ? nullptr : &shard.records[found->second];
}

}  // namespace eventstore::seed
