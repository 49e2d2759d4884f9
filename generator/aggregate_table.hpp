// What is known of each aggregate while its rows are read, by several threads at once.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "core/events/event.hpp"
#include "generator/event_types.hpp"

namespace eventstore::seed {

/// The sequence numbers of one aggregate, as far as they were seen.
struct SequenceTally {
  std::int64_t events = 0;
  std::int64_t last = 0;
  std::uint64_t mixed_sum = 0;  ///< Of mix(sequence number), modulo 2^64.

  void add(std::int64_t sequence_number);
  /// Whether the numbers are exactly 1 to `events`.
  [[nodiscard]] bool is_dense() const;
};

struct AggregateRecord {
  static constexpr std::uint32_t no_snapshot = std::numeric_limits<std::uint32_t>::max();

  Uuid id;
  SequenceTally sequences;
  std::uint16_t tenant = 0;  ///< Index in the manifest; of the event that was read first.
  std::uint8_t kind = 0;     ///< Index in event_types_by_kind(); of the same event.
  bool is_mixed = false;     ///< Another event is of another tenant or kind.
  std::uint32_t snapshot = no_snapshot;  ///< Index in ReadBack::snapshots.
  // Where the walk through its events is (path_check).
  std::uint32_t walked = 0;
  EventTypes::State state = EventTypes::before_first;
};

/// Aggregates by id, and by numbers in the order in which they came: the same aggregate may have
/// another number next time.  Memory: 64 to 72 octets each.
class AggregateTable {
 public:
  using Number = std::uint32_t;

  static constexpr std::int64_t octets_per_aggregate = 72;

  AggregateTable() : shards_(std::make_unique<Shards>()) {}

  /// Calls `use(record)` on the aggregate's record, a new one when there was none, while no other
  /// thread has it.  Returns its number.
  template <typename Use>
  Number visit(const Uuid& id, const Use& use) {
    const Number shard_number = shard_of(id);
    Shard& shard = (*shards_)[shard_number];
    const std::lock_guard lock{shard.mutex};
    const Number place = shard.place_of(id);
    use(shard.records[place]);
    return place * shard_count + shard_number;
  }

  /// For when nobody calls `visit` any more.
  [[nodiscard]] AggregateRecord& at(Number number) const {
    return (*shards_)[number % shard_count].records[number / shard_count];
  }

  /// Nothing for an id that is none of theirs.  As `at`.
  [[nodiscard]] const AggregateRecord* find(const Uuid& id) const;

  /// As `at`.
  template <typename Use>
  void for_each(const Use& use) const {
    for (const Shard& shard : *shards_) {
      for (const AggregateRecord& record : shard.records) use(record);
    }
  }

 private:
  /// So many that threads hardly ever wait for each other.
  static constexpr Number shard_count = 64;

  /// An open hash table of places in `records`, at most half full: of the two distances to memory
  /// that an event costs, one is the record's own.
  struct alignas(64) Shard {
    static constexpr Number nobody = std::numeric_limits<Number>::max();

    /// Of a new record when there was none.
    [[nodiscard]] Number place_of(const Uuid& id);
    /// Where the id's place stands in `cells`, or would; there are some.
    [[nodiscard]] std::size_t cell_of(const Uuid& id) const;
    void grow();

    std::mutex mutex;
    std::vector<Number> cells;  ///< A power of two of them, or none.
    std::deque<AggregateRecord> records;
  };
  using Shards = std::array<Shard, shard_count>;

  [[nodiscard]] static Number shard_of(const Uuid& id) { return id.bytes[7] % shard_count; }

  std::unique_ptr<Shards> shards_;
};

}  // namespace eventstore::seed
