// Connecting with libpq, in such a way that a signal ends the waiting for a server.
#pragma once

#include <memory>
#include <string>

struct pg_conn;

namespace eventstore::pg {

struct FinishConnection {
  void operator()(pg_conn* connection) const;
};
using LibpqConnection = std::unique_ptr<pg_conn, FinishConnection>;

/// What became of connecting: either `connection` is connected, or `refusal` says why it is not.
struct NewConnection {
  LibpqConnection connection;
  std::string refusal;   ///< One line.
  std::string sqlstate;  ///< The server's; "" where it has not come to one.
};

/// Connects as connect_by_startup_string.  libpq keeps quiet about notices.  Throws Interrupted
/// when a signal comes meanwhile.
[[nodiscard]] NewConnection new_connection(const std::string& connection_string);

/// Asks the server to cancel what the connection does, if anything; from any thread.  Returns once
/// the server has passed it on, so that it does not meet a later call.
void cancel(pg_conn* connection);

/// The same for a server that may not answer: returns at once.
void request_cancel(pg_conn* connection);

/// From any thread, once no file is opened any more in this process: whoever waits for the server
/// learns that the connection is lost.
void sever(pg_conn* connection) noexcept;

}  // namespace eventstore::pg
