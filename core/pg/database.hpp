// Which server and database a tool works on, and how it says so.
#pragma once

#include <optional>
#include <string>

namespace eventstore::pg {

/// Where a database is.  `connection_string` is in libpq's key=value form and complete.
struct Database {
  std::string connection_string;
  std::string name;              ///< The database's own name.
  bool is_local_server = false;  ///< The server is the one that this harness keeps (core/server).
};

/// The database a tool works on, in this order: `option` (--database, any libpq connection string),
/// EVENTSTORE_DATABASE, the standard environment when one of PGHOST, PGHOSTADDR, PGPORT, PGSERVICE
/// or PGDATABASE is set, else the local server, created and started on first use, with
/// `local_name` as the database, created when it is not there.
/// Throws UsageError for a malformed connection string, Failure when the server cannot be reached
/// (the sentence holds no password).
[[nodiscard]] Database resolve_database(const std::string& option, const std::string& local_name);

/// The same for whoever only reads, so that nothing is made: nothing when it would be on the local
/// server, and that or the database is not there.  A local server that is stopped is started.
[[nodiscard]] std::optional<Database> find_database(const std::string& option,
                                                    const std::string& local_name);

/// A database of that name on the local server, which is created and started, and the database
/// created, when they are not there.
[[nodiscard]] Database local_database(const std::string& name);

/// `eventstore_reference`, `eventstore_eaf_v1`: where the local server keeps the data of a store.
[[nodiscard]] std::string local_database_name(const std::string& store);

/// The same server, another database.
[[nodiscard]] Database with_name(const Database& database, const std::string& name);

/// "database eventstore_reference on the local server (PostgreSQL 15.18)", or host and port
/// instead; never a password.  `server_version` as PQserverVersion gives it.
[[nodiscard]] std::string describe(const Database& database, int server_version);

/// 150018 -> "15.18".
[[nodiscard]] std::string version_text(int server_version);

}  // namespace eventstore::pg
