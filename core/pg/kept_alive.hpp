// Connections that are silent for long.
#pragma once

#include "core/pg/database.hpp"

namespace eventstore::pg {

/// The same database: keepalive packets tell a network that forgets connections of this one, and us
/// of a server that is gone, within a minute.  What the connection string says itself counts.
[[nodiscard]] Database kept_alive(const Database& database);

}  // namespace eventstore::pg
