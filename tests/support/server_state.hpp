// Waiting for what a server is to have come to, seen from another session.
#pragma once

#include <string>

#include "core/pg/database.hpp"

namespace eventstore::tests {

/// Until `condition` is true of a row of pg_stat_activity; fails the test when that never comes.
void wait_for_session(const pg::Database& database, const std::string& condition);

/// Until `condition` is true of none.
void wait_for_no_session(const pg::Database& database, const std::string& condition);

/// Ends the session of this backend, and waits until it has ended.
void terminate(const pg::Database& database, int backend_pid);

}  // namespace eventstore::tests
