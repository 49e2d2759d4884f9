// The text of a plan as JSON, within bounds.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace eventstore::explain {

/// Levels of objects and lists in a plan; each level of nodes takes two.  A result document, which
/// holds plans a few levels deeper, is refused above 1,000.
constexpr int max_plan_depth = 990;

/// Throws Failure for what is not JSON or is deeper.
[[nodiscard]] nlohmann::ordered_json plan_json(std::string_view text);

}  // namespace eventstore::explain
