// Who holds the locks of the tools, seen from another session.
#pragma once

#include <string>

#include <sys/types.h>

#include "core/pg/data_lock.hpp"
#include "core/pg/database.hpp"

namespace eventstore::tests {

/// Waits until a session holds a lock of the database's data as "writer", "worker" or "reader", and
/// fails the test when none ever does.
[[nodiscard]] pg::DataHolder wait_for_holder(const pg::Database& database, const std::string& part);

/// Waits until `count` sessions or more hold it so.
void wait_for_holders(const pg::Database& database, const std::string& part, std::size_t count);

/// The server process of the session that holds the lock of a copy that `program` has made; waits
/// for it, and fails the test when there never is one.
[[nodiscard]] int copy_lock_session(const pg::Database& database, pid_t program);

/// The process that a holder's text names: "eventstore_bench pid 4711 on build-7 (...)".
[[nodiscard]] pid_t process_of(const pg::DataHolder& holder);

}  // namespace eventstore::tests
