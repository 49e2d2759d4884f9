// The names that a store's operations use, held against those that its scripts make.
#pragma once

#include "core/catalogue/catalogue.hpp"

namespace eventstore::catalogue {

/// Throws UsageError, naming FILE:LINE, for a table, column or index of a `@plan` line and for a
/// constraint of an `@outcome` line that no file of the store mentions: a misspelt one would be
/// met for ever.  A name that a script may compose (with EXECUTE) is let through.
void check_names(const Catalogue& catalogue);

}  // namespace eventstore::catalogue
