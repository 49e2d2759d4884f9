// Stands in front of a PostgreSQL server that recovers from a crash as long as a test wants.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <thread>

namespace eventstore::tests {

/// Listens on 127.0.0.1 at a free port.  Without TLS.
class RecoveringServer {
 public:
  /// For a server on 127.0.0.1 at `server_port`, to which clients are let through at first.
  explicit RecoveringServer(int server_port);
  /// Ends all connections.
  ~RecoveringServer();
  RecoveringServer(const RecoveringServer&) = delete;
  RecoveringServer& operator=(const RecoveringServer&) = delete;

  /// Ends all connections; later clients are told "the database system is starting up" (57P03).
  void begin_recovery() { is_recovering_ = true; }
  /// Later clients are let through again.
  void end_recovery() { is_recovering_ = false; }

  [[nodiscard]] int port() const { return port_; }
  /// Clients that were told so.
  [[nodiscard]] std::int64_t refused() const { return refused_; }

 private:
  void accept_clients();
  void serve(int client);
  void let_through(int client);

  const int server_port_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_recovering_{false};
  std::atomic<bool> is_ending_{false};
  std::atomic<std::int64_t> refused_{0};
  std::list<std::thread> connections_;  ///< Of the thread that accepts, until it has ended.
  std::thread accepting_;
};

}  // namespace eventstore::tests
