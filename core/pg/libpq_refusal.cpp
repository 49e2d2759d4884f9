#include "core/pg/libpq_refusal.hpp"

#include <string_view>

#include <libpq-fe.h>

#include "core/pg/server_message.hpp"

namespace eventstore::pg {

namespace {

/// "FATAL:  sorry, too many clients already" is how libpq puts a server's word, in whatever
/// language that is; its own sentences have one blank behind a colon.
bool is_server_word(std::string_view message) {
  return message.find(":  ") != std::string_view::npos;
}

}  // namespace

std::string refusal_sqlstate(pg_conn* connection) {
  if (!is_server_word(PQerrorMessage(connection)) || PQconnectionNeedsPassword(connection) != 0) {
    return "";
  }
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  PQreset(connection);
  return PQstatus(connection) == CONNECTION_OK ? "" : verbose_sqlstate(PQerrorMessage(connection));
}

}  // namespace eventstore::pg
