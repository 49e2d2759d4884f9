// What a plan takes of memory, known before it is made.
#pragma once

#include <cstdint>

#include "generator/shape.hpp"

namespace eventstore::seed {

/// Octets of the plans of a shape and of what is derived from them, while `connections` walk
/// through them at once.
[[nodiscard]] std::int64_t plan_memory(const Shape& shape, int connections);

/// Throws Failure, with both figures and a way out, when that is more than there is.
void require_plan_memory(const Shape& shape, int connections);

}  // namespace eventstore::seed
