// Student's t distribution: how wide the interval of a mean of few values is.
#pragma once

namespace eventstore::measure {

/// The t that |T| does not exceed with probability `confidence` (0 to 1), of 1 or more degrees of
/// freedom.  Exact: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
[[nodiscard]] double student_t(int degrees, double confidence = 0.95);

}  // namespace eventstore::measure
