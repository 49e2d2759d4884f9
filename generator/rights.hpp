// What the role may do in the database that is to be filled.
#pragma once

#include <string>

#include "core/pg/session.hpp"

namespace eventstore::seed {

/// The schema that new tables go to, quoted where needed.  Throws Failure, naming the right that is
/// missing and the statement that gives it, when the role cannot make tables there or cannot keep
/// the manifest.
[[nodiscard]] std::string schema_for_tables(pg::Session& session);

}  // namespace eventstore::seed
