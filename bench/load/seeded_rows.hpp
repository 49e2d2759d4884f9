// The rows of the events as they were when a run began, and what became of them.
#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "bench/load/event_rows.hpp"

namespace eventstore::load {

/// What differs from what was remembered.
struct RowChanges {
  std::vector<std::int64_t> missing;  ///< Seeded positions whose row is not there as it was.
  /// Positions up to the last seeded one, each once, of rows that were not there, or not as they
  /// are.
  std::vector<std::int64_t> strange;
  std::uint64_t without_position = 0;  ///< Rows whose position is NULL.
};

/// 8 bytes for each position up to the last seeded one, for seeded positions are dense.
class SeededRows {
 public:
  /// `last`: the last seeded position.
  explicit SeededRows(std::int64_t last);

  /// Reads all rows.  Throws Failure, Interrupted.
  void remember(EventRows& rows);

  /// Reads only those behind a position.
  void remember_behind(EventRows& rows, std::int64_t position);

  /// Seeded positions that had a row.
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::int64_t last() const { return last_; }

  /// Whether a row with this hash stood there.
  [[nodiscard]] bool had(std::int64_t position, std::uint64_t hash) const;

  /// Reads the rows up to the last seeded position once more, once nobody writes any more.
  [[nodiscard]] RowChanges changes(EventRows& rows, OnSignal on_signal) const;

 private:
  [[nodiscard]] bool is_seeded(std::int64_t position) const {
    return position >= 1 && position <= last_;
  }
  void keep(const RowHash& row);

  std::int64_t last_;
  std::int64_t count_ = 0;
  std::vector<std::uint64_t> hashes_;  ///< By position, from 1; 0 where no row stood.
  std::mutex mutex_;                   ///< Of what follows, while it is filled.
  /// Rows elsewhere, and all but one of those that share a position.
  std::unordered_multimap<std::int64_t, std::uint64_t> others_;
};

}  // namespace eventstore::load
