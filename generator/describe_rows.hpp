// The part of a description that is counted in the rows.
#pragma once

#include <string>

#include "generator/describe.hpp"
#include "generator/describe_tally.hpp"

namespace eventstore::seed {

/// Each ends in an empty line.
[[nodiscard]] std::string describe_payloads(const RowTally& tally, const DescribeStyle& style);
[[nodiscard]] std::string describe_times(const RowTally& tally, const DescribeStyle& style);
[[nodiscard]] std::string describe_types(const RowTally& tally, const DescribeStyle& style);
[[nodiscard]] std::string describe_chains(const RowTally& tally, const DescribeStyle& style);
[[nodiscard]] std::string describe_interleaving(const RowTally& tally, const DescribeStyle& style);

}  // namespace eventstore::seed
