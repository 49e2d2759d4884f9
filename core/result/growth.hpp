// What a review beside fewer events (`--grow`) said of each plan.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// How the expectation of such a finding begins.
inline constexpr std::string_view growth_mark = "--grow: ";

struct GrownPlan {
  const PlanResult* plan = nullptr;
  const Finding* finding = nullptr;
};

/// The plans that were compared, those that grow with the table first; empty without `--grow`.
[[nodiscard]] std::vector<GrownPlan> grown_plans(std::span<const PlanResult> plans);

/// "3 of 54 plans follow the table instead of their rows".
[[nodiscard]] std::string growth_sentence(std::span<const GrownPlan> grown);

}  // namespace eventstore::result
