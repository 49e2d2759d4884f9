// What our copies of databases leave behind in pg_stat_statements, whose entries outlive them.
#pragma once

#include <cstdint>
#include <string>

#include "core/pg/session.hpp"

namespace eventstore::pg {

/// The OID of a database; 0 where there is none.  Throws StatementError.
[[nodiscard]] std::int64_t oid_of_database(Session& session, const std::string& name);

/// Takes out of pg_stat_statements what was run in a database that is gone, and the statements that
/// made and dropped it.  Nothing where the session's database does not have the extension, or the
/// role may not reset it.  `name` must be a name that nothing else has.
void forget_statements(Session& session, std::int64_t oid, const std::string& name) noexcept;

}  // namespace eventstore::pg
