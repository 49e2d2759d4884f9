#include "core/pg/maintenance_session.hpp"

#include "core/pg/kept_alive.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

namespace {

template <typename Connection>
Connection connection_to_maintenance(const Database& server) {
  try {
    return Connection{with_name(server, "postgres")};
  } catch (const Failure&) {
    return Connection{with_name(server, "template1")};
  }
}

}  // namespace

Session maintenance_session(const Database& any_database_of_the_server) {
  return connection_to_maintenance<Session>(any_database_of_the_server);
}

Wire maintenance_connection(const Database& any_database_of_the_server) {
  return connection_to_maintenance<Wire>(kept_alive(any_database_of_the_server));
}

}  // namespace eventstore::pg
