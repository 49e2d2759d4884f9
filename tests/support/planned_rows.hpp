// The rows that a plan of seed-events stands for, without a server.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/plan.hpp"

namespace eventstore::tests {

/// Everything a test wants to look at.
struct PlannedRow {
  std::int64_t position = 0;
  std::int64_t sequence_number = 0;
  std::int64_t timestamp_us = 0;
  std::string tenant;
  std::string aggregate;
  std::string event;
  std::string event_type;
  std::string causation;
  std::string correlation;
};

/// The rows of `plan`, in global order from position 1.  Requires that its blocks follow one
/// another without a gap.
[[nodiscard]] std::vector<PlannedRow> rows_of(const seed::Plan& plan);

/// The rows of plans of which each goes on where the one before it ended (seed::make_plans).
[[nodiscard]] std::vector<PlannedRow> rows_of(const std::vector<seed::Plan>& plans);

}  // namespace eventstore::tests
