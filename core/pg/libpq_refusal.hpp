// Why a server refused a connection of libpq's.
#pragma once

#include <string>

struct pg_conn;

namespace eventstore::pg {

/// libpq has no function for the SQLSTATE of a refused connection.  Its verbose messages hold it,
/// between what is in the server's language ("FATAL:  53300: sorry, ..."); but nobody can ask for
/// these before there is a connection object, and PQconnectdb makes and uses it in one.  (With
/// PQconnectStart one could, and would lose connect_timeout and the next host after a silent one.)
/// So it is made once more with the same object.  Whether a password is missing is known already.
[[nodiscard]] std::string refusal_sqlstate(pg_conn* connection);

}  // namespace eventstore::pg
