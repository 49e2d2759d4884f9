// Stands between a client and a PostgreSQL server, and cuts a connection where it commits.
#pragma once

#include <atomic>
#include <list>
#include <string>
#include <thread>

namespace eventstore::tests {

/// What commits.
enum class CutAt {
  commit,  ///< The statement COMMIT.
  call,    ///< A call of a prepared statement, which is its own transaction.
};

/// What becomes of that whose answer the client never gets.
enum class CommitFate {
  lost,      ///< It does not reach the server.
  executed,  ///< The server has answered it.
};

/// Listens on 127.0.0.1 at a free port.  Without TLS only: it reads what passes.
class CuttingProxy {
 public:
  /// For a server on 127.0.0.1 at `server_port`.  Cuts one connection, the first that sends COMMIT
  /// after a message that holds `armed_by`; that connection only.  Empty: the first COMMIT of all.
  /// With CutAt::call, the first that calls a statement whose name or arguments hold it.
  CuttingProxy(int server_port, std::string armed_by, CommitFate fate, CutAt at = CutAt::commit);
  /// Ends all connections.
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] bool has_cut() const { return has_cut_; }

 private:
  void accept_clients();
  void serve(int client, int server);

  int server_port_;
  std::string armed_by_;
  CommitFate fate_;
  CutAt at_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_ending_{false};
  std::atomic<bool> has_cut_{false};
  std::list<std::thread> connections_;  ///< Of the thread that accepts, until it has ended.
  std::thread accepting_;
};

}  // namespace eventstore::tests
