// Whether the aggregates are those that there should be.
#pragma once

#include "core/dataset/manifest.hpp"
#include "generator/row_intake.hpp"

namespace eventstore::seed {

/// Sequence numbers of each aggregate are exactly 1 to the number of its events, which are all of
/// one tenant and one type; in each tenant there are as many aggregates as the manifest says.
[[nodiscard]] Complaint check_aggregates(const ReadBack& data, const dataset::Manifest& manifest);

}  // namespace eventstore::seed
