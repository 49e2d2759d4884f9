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
  double wal_bytes = 0.0;
  double buffers = 0.0;
};

/// One execution of all steps of an append.
struct AppendExecution {
  AppendWork work;
  /// Images of whole pages in its WAL: what is changed for the first time after a checkpoint is
  /// logged so, instead of the change, and EXPLAIN does not say how long they are.
  std::int64_t page_images = 0;
};

struct MeasuredAppend {
  std::optional<AppendWork> work;  ///< Nothing: there is no append, or it does not run.
  bool is_disturbed = false;       ///< Nothing because a checkpoint fell into all that was tried.
};

/// How often an append is executed at most, and how often without an image of a page.
inline constexpr int most_append_executions = 8;
inline constexpr int wanted_append_executions = 3;

/// The append with the most events, whose cost for each of them is told best; null without one.
[[nodiscard]] const Selected* largest_append(const std::vector<Selected>& cases);

/// From the plans of all steps of an append of `events` events.  Nothing where a step does not run,
/// or nothing is written.
[[nodiscard]] std::optional<AppendExecution> execution_of(
    const std::vector<result::PlanResult>& steps, std::int64_t events);

/// Calls `execute`, which makes one execution, until there are enough without images: the same
/// append changes the same pages again, so that only a checkpoint brings new ones.  Of these the
/// one with the least WAL: in others full pages were split, and looked through.
[[nodiscard]] MeasuredAppend measure_append(
    const std::function<std::optional<AppendExecution>()>& execute);

}  // namespace eventstore::explain
