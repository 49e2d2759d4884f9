// How many of several 95 % intervals have to cover the truth before one may doubt that they are.
#pragma once

namespace eventstore::trust {

/// Of `trials` intervals that cover the truth with a probability of `confidence` each, fewer than
/// this do so in at most one run of 200: 16 of 20.  0 where even none would be no proof.
[[nodiscard]] int fewest_hits(int trials, double confidence);

}  // namespace eventstore::trust
