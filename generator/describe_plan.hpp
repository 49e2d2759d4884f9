// The part of a description that follows from the plan alone.
#pragma once

#include <string>

#include "generator/describe.hpp"
#include "generator/plan.hpp"

namespace eventstore::seed {

/// "12.3 %", of nothing too.
[[nodiscard]] std::string percent_text(std::int64_t part, std::int64_t whole);

/// Each ends in an empty line.
[[nodiscard]] std::string describe_tenants(const Plan& plan, const DescribeStyle& style);
[[nodiscard]] std::string describe_streams(const Plan& plan, const DescribeStyle& style);
[[nodiscard]] std::string describe_life_cycles(const Plan& plan, const DescribeStyle& style);
[[nodiscard]] std::string describe_snapshots(const Plan& plan, const DescribeStyle& style);

}  // namespace eventstore::seed
