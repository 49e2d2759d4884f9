// A plan for people: a tree with what each node read, found and threw away.
#pragma once

#include <string>

#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Lines without a newline at the end of the last.
[[nodiscard]] std::string plan_text(const Plan& plan);

}  // namespace eventstore::explain
