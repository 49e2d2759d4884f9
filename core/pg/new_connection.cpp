#include "core/pg/new_connection.hpp"

#include <array>
#include <thread>
#include <utility>

#include <libpq-fe.h>
#include <sys/socket.h>

#include "core/pg/libpq_refusal.hpp"
#include "core/pg/server_message.hpp"
#include "core/pg/startup_options.hpp"
#include "core/tool/interruptible.hpp"

namespace eventstore::pg {

namespace {

struct FreeCancel {
  void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
};
using CancelRequest = std::unique_ptr<PGcancel, FreeCancel>;

void send(const CancelRequest& request) {
  std::array<char, 256> error{};
  if (request) PQcancel(request.get(), error.data(), static_cast<int>(error.size()));
}

}  // namespace

void FinishConnection::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

NewConnection new_connection(const std::string& connection_string) {
  return interruptibly([connection_string] {
    NewConnection made{
        .connection = connect_by_startup_string(connection_string), .refusal = {}, .sqlstate = {}};
    PGconn* const connection = made.connection.get();
    if (PQstatus(connection) != CONNECTION_OK) {
      made.refusal = one_line(PQerrorMessage(connection));
      made.sqlstate = refusal_sqlstate(connection);
      if (PQstatus(connection) != CONNECTION_OK) return made;
      made.refusal.clear();  // The server has come back meanwhile.
      PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    }
    // Notices would be printed by libpq in the middle of our own output.
    PQsetNoticeProcessor(
        connection, [](void*, const char*) {}, nullptr);
    return made;
  });
}

void cancel(pg_conn* connection) {
  send(CancelRequest{PQgetCancel(connection)});
}

void request_cancel(pg_conn* connection) {
  std::thread{[request = CancelRequest{PQgetCancel(connection)}] { send(request); }}.detach();
}

void sever(pg_conn* connection) noexcept {
  shutdown(PQsocket(connection), SHUT_RDWR);
}

}  // namespace eventstore::pg
