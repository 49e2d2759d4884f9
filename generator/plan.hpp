// The plan of a data set: which aggregates there are, and when each of their events happens.
// A pure function of the shape; every row follows from it, whoever asks and in whatever order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/random/random.hpp"
#include "generator/calendar.hpp"
#include "generator/shape.hpp"

namespace eventstore::seed {

inline constexpr std::uint32_t snapshot_every = 100;

/// Its number in the data set is its index in Plan::aggregates.
struct PlannedAggregate {
  std::int64_t start_tick = 0;
  std::int64_t step_ticks = 0;  ///< Between two of its events, on average.
  std::uint32_t length = 0;     ///< Events, 1 to 1000.
  std::uint32_t tenant = 0;     ///< Index in Plan::tenants.
};

struct PlannedTenant {
  std::int32_t key = 0;
  std::string id;
  std::int64_t events = 0;
  std::int64_t aggregates = 0;
};

struct PlannedEvent {
  std::int64_t tick = 0;
  std::uint32_t aggregate = 0;
  std::uint32_t index = 0;  ///< Within the aggregate, from 0.
  /// Global order.
  [[nodiscard]] bool operator<(const PlannedEvent& other) const {
    return tick != other.tick ? tick < other.tick : aggregate < other.aggregate;
  }
};

struct Plan {
  Shape shape;
  Calendar calendar;
  std::vector<PlannedTenant> tenants;        ///< By number of events, the largest first.
  std::vector<PlannedAggregate> aggregates;  ///< By start.
  std::int64_t snapshots = 0;
  std::int64_t block_ticks = 0;            ///< Time is cut into blocks of this.
  std::vector<std::int64_t> block_starts;  ///< Events before each block; then all of them.

  [[nodiscard]] std::size_t block_count() const { return block_starts.size() - 1; }

  /// When event `index` of an aggregate happens; strictly increasing in `index`.
  [[nodiscard]] std::int64_t tick_of(std::uint32_t aggregate, std::uint32_t index) const {
    const PlannedAggregate& planned = aggregates[aggregate];
    const std::uint64_t bits =
        random_bits(shape.seed, (std::uint64_t{aggregate} << 20U) ^ index ^ 0x7469636BULL << 36U);
    // Up to three quarters of a step, so that the next event is always later.
    const auto jitter = static_cast<std::int64_t>(below(bits, 3 << 14U));
    return planned.start_tick + planned.step_ticks * index + (planned.step_ticks * jitter >> 16U);
  }

  /// How many of an aggregate's events happen before `tick`.
  [[nodiscard]] std::uint32_t events_before(std::uint32_t aggregate, std::int64_t tick) const;

  [[nodiscard]] std::int64_t last_tick_max(std::uint32_t aggregate) const {
    const PlannedAggregate& planned = aggregates[aggregate];
    return planned.start_tick + planned.step_ticks * planned.length;
  }
};

/// Throws UsageError when there are fewer events than tenants.
[[nodiscard]] Plan make_plan(const Shape& shape);

/// Events that the aggregate's latest snapshot holds; 0 when it is too short to have one.
[[nodiscard]] constexpr std::uint32_t snapshot_version(std::uint32_t length) {
  return length / snapshot_every * snapshot_every;
}

/// Indexes in Plan::tenants of those that cases call hot, middle and cold.
struct SubjectTenants {
  std::size_t hot = 0;
  std::size_t middle = 0;
  std::size_t cold = 0;
};

[[nodiscard]] constexpr SubjectTenants subject_tenants(std::size_t tenants) {
  return {.hot = 0, .middle = tenants / 2, .cold = tenants - 1};
}

}  // namespace eventstore::seed
