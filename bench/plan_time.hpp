// How long the server's plan of a read takes by itself.
#pragma once

#include <optional>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::bench {

/// Seconds, the median of some executions under EXPLAIN ANALYZE, which makes the rows and throws
/// them away: what is missing is their detoasting, output and sending.  Nothing for what writes, or
/// has several steps.  Throws Failure when the server refuses it.
[[nodiscard]] std::optional<double> plan_seconds(pg::Wire& wire,
                                                 const catalogue::Operation& operation,
                                                 cases::BoundCase& arguments);

}  // namespace eventstore::bench
