// What the lines of an operation say after `when`, held against its cases.
#pragma once

#include "core/catalogue/operation.hpp"

namespace eventstore::catalogue {

/// Throws UsageError, naming FILE:LINE, for an `@sla` or `@plan` line that applies to no case: it
/// would never fail.
void check_conditions(const Operation& operation);

}  // namespace eventstore::catalogue
