// What one event of an append takes, from executions that can be compared with others.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/result/document.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// What one event of an append takes.
struct AppendWork {
  double wal_bytes = 0.0;  ///< Images of whole pages left out, with the size of a page each.
  double buffers = 0.0;
  /// What was left out.  A page that is changed for the first time after a checkpoint is logged as
  /// an image, instead of the change; EXPLAIN tells how many there are, not how long they are.
  double image_bytes = 0.0;
};

struct MeasuredAppend {
  std::optional<AppendWork> work;  ///< Nothing: there is no append, or it does not run.
  bool is_disturbed = false;       ///< Nothing because a checkpoint fell into all that was tried.
};

/// After the first time: into how many executions a checkpoint may fall, and how many are wanted
/// into which none does, or at most looked through for one without an image: soon after a copy was
/// made, each finds other pages with room that were not changed before.
inline constexpr int most_append_executions = 8;
inline constexpr int wanted_append_executions = 3;
inline constexpr int most_undisturbed_executions = 24;

/// The share of the WAL from which on images are due to a checkpoint.  Without one there are some
/// as well: rows go where there is room, on pages that were not changed before.
inline constexpr double disturbing_share = 0.1;

/// The append with the most events, whose cost for each of them is told best; null without one.
[[nodiscard]] const Selected* largest_append(const std::vector<Selected>& cases);

/// From the plans of all steps of an append of `events` events.  Nothing where a step does not run,
/// or nothing is written.
[[nodiscard]] std::optional<AppendWork> append_work_of(const std::vector<result::PlanResult>& steps,
                                                       std::int64_t events);

/// Calls `execute`, which appends once, until there are enough undisturbed executions, and one of
/// them without any image, for at most so often: the same
/// append changes the same pages again, so that a checkpoint disturbs only the first after it.  Of
/// these the one with the fewest images, and then the least WAL: in others full pages were split.
/// The very first does not count: it fills and splits what the later ones find.
[[nodiscard]] MeasuredAppend measure_append(
    const std::function<std::optional<AppendWork>()>& execute);

}  // namespace eventstore::explain
