// The middle of some values.
#pragma once

#include <vector>

namespace eventstore::measure {

/// The middle one of the values, or the mean of the two in the middle; 0 of none.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace eventstore::measure
