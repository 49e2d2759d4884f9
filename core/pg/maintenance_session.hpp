// Where databases are created and dropped from: nobody copies a database while connected to it.
#pragma once

#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// A session on the server's database postgres, or template1 where postgres refuses.  Throws
/// Failure.
[[nodiscard]] Session maintenance_session(const Database& any_database_of_the_server);

/// The same, silent for long.
[[nodiscard]] Wire maintenance_connection(const Database& any_database_of_the_server);

}  // namespace eventstore::pg
