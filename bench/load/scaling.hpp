// How the rate of closed loops follows their number: the fit, as the result document has it.
#pragma once

#include <optional>
#include <vector>

#include "core/result/breaking_point.hpp"

namespace eventstore::load {

/// 1, 2, 4, ... up to `connections`, and that itself.
[[nodiscard]] std::vector<int> scaling_steps(int connections);

/// Fits the windows, and says whether it scales up to the cores, where they are known, and what
/// twice as many would make of it.  Nothing changes when the windows do not suffice.
void finish_scaling(result::LoadScaling& scaling, std::optional<int> cores);

}  // namespace eventstore::load
