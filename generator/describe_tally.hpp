// What a description counts, row by row in global order.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/events/event.hpp"
#include "generator/plan.hpp"
#include "generator/totals.hpp"

namespace eventstore::seed {

/// The events that one request led to.
struct Chain {
  std::int64_t events = 0;
  std::uint32_t aggregate = 0;  ///< Of the first one.
  std::uint32_t tenant = 0;
  bool leads_on = false;       ///< To another aggregate.
  bool leaves_tenant = false;  ///< Never, in a data set that is right.
};

struct RowTally {
  /// `plan` tells how many aggregates there are.
  explicit RowTally(const Plan& plan) : last_positions_(plan.aggregates.size(), 0) {}

  /// Events come in the order of their positions.
  void add(const Plan& plan, const PlannedEvent& planned, const Event& event);

  std::int64_t events = 0;
  std::array<ClassTotal, 3> classes{};                      ///< By PayloadClass.
  std::map<std::int64_t, std::int64_t> sizes;               ///< Events by octets of their payload.
  std::array<std::int64_t, 24> hours{};                     ///< UTC.
  std::array<std::int64_t, 7> weekdays{};                   ///< From Monday.
  std::map<std::pair<int, unsigned>, std::int64_t> months;  ///< By year and month.
  std::int64_t first_us = 0;
  std::int64_t last_us = 0;
  std::int64_t backwards = 0;  ///< Events older than the one before them.
  /// Events by aggregate type and event type.
  std::map<std::pair<std::string_view, std::string_view>, std::int64_t> types;
  std::unordered_map<std::uint64_t, Chain> chains;  ///< By a hash of their correlation id.
  std::int64_t caused = 0;                          ///< Events that another one caused,
  std::int64_t caused_later = 0;   ///< and those of them whose cause has a later id.
  std::vector<std::int64_t> gaps;  ///< Other events between two of an aggregate.

 private:
  void add_time(std::int64_t unix_us);
  void add_chain(const Plan& plan, const PlannedEvent& planned, const Event& event);

  std::vector<std::int64_t> last_positions_;  ///< By aggregate; 0: none yet.
};

}  // namespace eventstore::seed
