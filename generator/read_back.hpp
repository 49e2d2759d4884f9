// Everything that is needed to judge a data set, gathered from its rows in whatever order they
// come.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/dataset/manifest.hpp"
#include "core/tool/progress.hpp"
#include "generator/seed_target.hpp"
#include "generator/store_layout.hpp"
#include "generator/totals.hpp"

namespace eventstore::seed {

/// Ids are random bits, so any eight octets of them are a hash.
struct UuidHash {
  std::size_t operator()(const Uuid& uuid) const {
    std::size_t bits = 0;
    std::memcpy(&bits, uuid.bytes.data() + 8, sizeof bits);
    return bits;
  }
};

/// The sequence numbers of one aggregate, as far as they were seen.
struct SequenceTally {
  std::int64_t events = 0;
  std::int64_t last = 0;
  std::uint64_t mixed_sum = 0;  ///< Of mix(sequence number), modulo 2^64.

  void add(std::int64_t sequence_number);
  SequenceTally& operator+=(const SequenceTally& other);
  /// Whether the numbers are exactly 1 to `events`.
  [[nodiscard]] bool is_dense() const;
};

/// One slot per position.  Workers write to different slots, or to the same one when the data are
/// damaged.
struct PositionSlot {
  std::atomic<std::int64_t> timestamp_us{0};  ///< 0: not seen.
  std::atomic<std::uint32_t> row_bits{0};     ///< Of the row's hash.
};

struct ReadBack {
  explicit ReadBack(std::int64_t event_count)
      : events(event_count), slots(std::make_unique<PositionSlot[]>(slot_count(event_count))) {}

  [[nodiscard]] PositionSlot& at(std::int64_t position) const {
    return slots[static_cast<std::size_t>(position - 1)];
  }
  [[nodiscard]] static std::size_t slot_count(std::int64_t event_count) {
    return static_cast<std::size_t>(event_count);
  }

  std::int64_t events = 0;  ///< That there should be.
  std::unique_ptr<PositionSlot[]> slots;
  Totals totals;
  std::map<std::string, std::int64_t> events_by_tenant;
  std::unordered_map<Uuid, SequenceTally, UuidHash> aggregates;
  std::unordered_map<Uuid, std::int64_t, UuidHash> snapshot_versions;
  std::string first_complaint;  ///< About a row by itself; empty when there is none.
};

/// `row_bits` of a row's hash.
[[nodiscard]] constexpr std::uint32_t row_bits(const Fingerprint& row) {
  return static_cast<std::uint32_t>(row.low);
}

/// Reads events and snapshots over several connections.  Throws Failure, Interrupted.
[[nodiscard]] ReadBack read_back(pg::Session& session, const pg::Database& database,
                                 const StoreLayout& layout, const dataset::Manifest& manifest,
                                 int connections, Progress& progress);

}  // namespace eventstore::seed
