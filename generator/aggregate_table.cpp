#include "generator/aggregate_table.hpp"

#include <algorithm>
#include <cstring>

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
  const Shard& shard = (*shards_)[shard_of(id)];
  if (shard.cells.empty()) return nullptr;
  const Number place = shard.cells[shard.cell_of(id)];
  return place == Shard::nobody ? nullptr : &shard.records[place];
}

AggregateTable::Number AggregateTable::Shard::place_of(const Uuid& id) {
  if (2 * (records.size() + 1) > cells.size()) grow();
  Number& place = cells[cell_of(id)];
  if (place == nobody) {
    place = static_cast<Number>(records.size());
    records.push_back({.id = id, .sequences = {}});
  }
  return place;
}

std::size_t AggregateTable::Shard::cell_of(const Uuid& id) const {
  const std::size_t mask = cells.size() - 1;
  std::uint64_t bits = 0;
  std::memcpy(&bits, id.bytes.data() + 8, sizeof bits);
  // Ids that somebody has damaged need not be random.
  std::size_t cell = mix(bits) & mask;
  while (cells[cell] != nobody && records[cells[cell]].id != id) cell = (cell + 1) & mask;
  return cell;
}

void AggregateTable::Shard::grow() {
  cells.assign(std::max<std::size_t>(2 * cells.size(), 64), nobody);
  for (std::size_t i = 0; i < records.size(); ++i) {
    cells[cell_of(records[i].id)] = static_cast<Number>(i);
  }
}

}  // namespace eventstore::seed
