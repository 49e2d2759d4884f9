// A libpq connection as establish() and give_setting() take it.
#pragma once

#include <string>

#include "core/pg/session_settings.hpp"

struct pg_conn;

namespace eventstore::pg {

/// What the connection was made by: connection string, service file and environment.
[[nodiscard]] std::string connection_string_of(pg_conn* connection);

/// `connection` must outlive it.  Its `query` throws ConnectFailure with the server's words.
[[nodiscard]] NewSession libpq_session(pg_conn* connection);

}  // namespace eventstore::pg
