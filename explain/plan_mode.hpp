// Whether the planner sees the arguments.  A prepared statement may switch from one kind of plan to
// the other at its sixth execution, so both must be as they were asked for.
#pragma once

#include <cstdint>
#include <string_view>

namespace eventstore::explain {

enum class PlanMode : std::uint8_t {
  custom,   ///< Made anew for these arguments.
  generic,  ///< Made once, without looking at them.
};

[[nodiscard]] constexpr std::string_view name_of(PlanMode mode) {
  return mode == PlanMode::custom ? "custom" : "generic";
}

/// The value of plan_cache_mode.
[[nodiscard]] constexpr std::string_view plan_cache_mode(PlanMode mode) {
  return mode == PlanMode::custom ? "force_custom_plan" : "force_generic_plan";
}

}  // namespace eventstore::explain
