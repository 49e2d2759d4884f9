// How a statement is planned.  A prepared statement may switch from one kind of plan to the other
// at its sixth execution, so all must be as they were asked for.
#pragma once

#include <cstdint>
#include <string_view>

namespace eventstore::explain {

enum class PlanMode : std::uint8_t {
  custom,   ///< Made anew for these arguments.
  generic,  ///< Made once, without looking at them.
  sixth,    ///< As the server chooses at the sixth execution, after five custom plans.
};

/// Executions with custom plans before the server compares costs.
inline constexpr int executions_before_choice = 5;

[[nodiscard]] constexpr std::string_view name_of(PlanMode mode) {
  switch (mode) {
    case PlanMode::custom:
      return "custom";
    case PlanMode::generic:
      return "generic";
    case PlanMode::sixth:
      return "sixth";
  }
  return "";
}

/// The value of plan_cache_mode.
[[nodiscard]] constexpr std::string_view plan_cache_mode(PlanMode mode) {
  switch (mode) {
    case PlanMode::custom:
      return "force_custom_plan";
    case PlanMode::generic:
      return "force_generic_plan";
    case PlanMode::sixth:
      return "auto";
  }
  return "";
}

}  // namespace eventstore::explain
