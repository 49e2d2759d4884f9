// The plan of a data set: which aggregates there are, and when each of their events happens.
// A pure function of the shape; every row follows from it, whoever asks and in whatever order.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/random/random.hpp"
#include "generator/calendar.hpp"
#include "generator/shape.hpp"

namespace eventstore::seed {

/// Events that the latest snapshot of an aggregate of `length` events holds; 0 when it is too short
/// to have one, or `every` is 0.
[[nodiscard]] constexpr std::uint32_t snapshot_version(std::uint32_t length, std::uint32_t every) {
  return every == 0 ? 0 : length / every * every;
}

struct PlannedAggregate {
  static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

  std::int64_t start_tick = 0;
  std::int64_t step_ticks = 0;    ///< Between two of its events, on average.
  std::uint32_t length = 0;       ///< Events in this plan, 1 to 1000.
  std::uint32_t tenant = 0;       ///< Index in Plan::tenants.
  std::uint32_t number = 0;       ///< In the data set.
  std::uint32_t before = 0;       ///< Events that earlier plans gave it.
  std::uint32_t parent = nobody;  ///< Index of the aggregate that may have set this one off.

  [[nodiscard]] std::uint32_t version() const { return before + length; }
};

struct PlannedTenant {
  std::int32_t key = 0;
  std::string id;
  std::int64_t events = 0;
  std::int64_t aggregates = 0;  ///< New ones.
};

struct PlannedEvent {
  std::int64_t tick = 0;
  std::uint32_t aggregate = 0;  ///< Index in Plan::aggregates.
  std::uint32_t index = 0;      ///< Among the aggregate's events in this plan, from 0.
  /// Global order.
  [[nodiscard]] bool operator<(const PlannedEvent& other) const {
    return tick != other.tick ? tick < other.tick : aggregate < other.aggregate;
  }
};

/// What is written at once: the first events of a data set, or those of one --append.
struct Plan {
  Shape shape;
  Calendar calendar;
  std::vector<PlannedTenant> tenants;        ///< By their share, the largest first.
  std::vector<PlannedAggregate> aggregates;  ///< By start.
  std::int64_t new_aggregates = 0;
  std::int64_t new_snapshots = 0;    ///< Of aggregates that had none before.
  std::int64_t moved_snapshots = 0;  ///< Those that replace an earlier one.
  std::int64_t block_ticks = 0;      ///< Time is cut into blocks of this.
  /// The position before each block's first event; then the last position.
  std::vector<std::int64_t> block_starts;

  [[nodiscard]] std::size_t block_count() const { return block_starts.size() - 1; }
  [[nodiscard]] std::int64_t events() const { return block_starts.back() - block_starts.front(); }

  /// When event `index` of an aggregate happens; strictly increasing in `index`.
  [[nodiscard]] std::int64_t tick_of(std::uint32_t aggregate, std::uint32_t index) const {
    const PlannedAggregate& planned = aggregates[aggregate];
    const std::uint64_t event = (std::uint64_t{planned.number} << 20U) ^ (planned.before + index);
    const std::uint64_t bits = random_bits(shape.seed, event ^ 0x7469636BULL << 36U);
    // Up to three quarters of a step, so that the next event is always later.
    const auto jitter = static_cast<std::int64_t>(below(bits, 3 << 14U));
    return planned.start_tick + planned.step_ticks * index + (planned.step_ticks * jitter >> 16U);
  }

  /// How many of an aggregate's events in this plan happen before `tick`.
  [[nodiscard]] std::uint32_t events_before(std::uint32_t aggregate, std::int64_t tick) const;

  [[nodiscard]] std::int64_t last_tick_max(std::uint32_t aggregate) const {
    const PlannedAggregate& planned = aggregates[aggregate];
    return planned.start_tick + planned.step_ticks * planned.length;
  }

  /// Whether this plan's events give the aggregate its first or a later snapshot.
  [[nodiscard]] bool makes_snapshot(const PlannedAggregate& planned) const {
    return snapshot_version(planned.version(), shape.snapshot_every) >
           snapshot_version(planned.before, shape.snapshot_every);
  }
};

/// The plan of the first `shape.events`.  Throws UsageError when there are fewer events than
/// tenants,
/// Interrupted.
[[nodiscard]] Plan make_plan(const Shape& shape);

/// That, and one plan for each of `shape.appended`.  What is appended is later than all before it;
/// about half of it continues aggregates that are not final, the rest are new ones.
[[nodiscard]] std::vector<Plan> make_plans(const Shape& shape);

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
