// A libpq connection as establish() and give_setting() take it.
#pragma once

#include "core/pg/session_settings.hpp"

struct pg_conn;

namespace eventstore::pg {

/// `connection` must outlive it.  Its `query` throws ConnectFailure with the server's words.
[[nodiscard]] NewSession libpq_session(pg_conn* connection);

}  // namespace eventstore::pg
