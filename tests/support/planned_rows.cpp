#include "tests/support/planned_rows.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "generator/block_walk.hpp"
#include "generator/event_factory.hpp"

namespace eventstore::tests {

namespace {

/// Appends the rows of `plan`, whose first position is the one behind `position`; returns its last.
std::int64_t append_rows(const seed::Plan& plan, std::int64_t position,
                         std::vector<PlannedRow>& rows) {
  seed::BlockWalk walk{plan};
  seed::EventFactory factory{plan};
  for (std::size_t block = 0; block < plan.block_count(); ++block) {
    REQUIRE(plan.block_starts[block] == position);
    for (const seed::PlannedEvent& planned : walk.read(block)) {
      const Event& event = factory.event(planned, ++position);
      const auto metadata = nlohmann::json::parse(event.metadata);
      rows.push_back({event.position, event.sequence_number, event.timestamp_us,
                      std::string{event.tenant_id}, to_text(event.aggregate_id),
                      to_text(event.event_id), std::string{event.event_type},
                      metadata.at("causation_id"), metadata.at("correlation_id")});
    }
  }
  return position;
}

}  // namespace

std::vector<PlannedRow> rows_of(const seed::Plan& plan) {
  std::vector<PlannedRow> rows;
  append_rows(plan, 0, rows);
  return rows;
}

std::vector<PlannedRow> rows_of(const std::vector<seed::Plan>& plans) {
  std::vector<PlannedRow> rows;
  std::int64_t position = 0;
  for (const seed::Plan& plan : plans) position = append_rows(plan, position, rows);
  return rows;
}

}  // namespace eventstore::tests
