// A PostgreSQL server for one test: on 127.0.0.1 at a free port, and gone with the test.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "core/pg/session.hpp"
#include "core/server/account.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

/// How the server lets clients in that come over TCP.
enum class Tcp { without_password, tls_and_password };

/// How a server ends that has no time to tidy up.
enum class Crash {
  killed,              ///< SIGKILL to all its processes: what it had not written yet is lost.
  immediate_shutdown,  ///< As pg_ctl stop -m immediate.
};

class OwnServer {
 public:
  /// Skips the test, with the reason, where no server programs are installed, or no openssl for
  /// TLS; fails it there when CI is set.  The server ends with this process, however that ends.
  explicit OwnServer(Tcp tcp, const std::vector<std::string>& settings = {});
  /// A hot standby of that one, with all that it holds now.
  struct StandbyOf {
    const OwnServer& primary;
  };
  explicit OwnServer(StandbyOf of);
  ~OwnServer();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  /// Returns when none of its processes is left.
  void crash(Crash how);
  /// After `crash`: the same server again, at the same place; returns when it has recovered.
  void start_again();

  /// As superuser through the socket.
  [[nodiscard]] std::string superuser(const std::string& database = "postgres") const;
  [[nodiscard]] pg::Session session(const std::string& database = "postgres") const;

  /// An empty database of that name, whatever it held before.
  void empty_database(const std::string& name) const;

  [[nodiscard]] int port() const { return port_; }
  /// The certificate that clients check the server's against.
  [[nodiscard]] std::string root_certificate() const { return cluster() + "/server.crt"; }
  /// A new directory that belongs to the server's account, on the same disk as everything here.
  [[nodiscard]] std::string make_directory(const std::string& name) const;
  [[nodiscard]] const server::Account& account() const { return account_; }

 private:
  [[nodiscard]] std::string cluster() const { return directory_ / "cluster"; }
  void create_cluster() const;
  void copy_cluster(const OwnServer& primary) const;
  void make_certificate() const;
  void write_rules(Tcp tcp) const;
  void start();
  void wait_until_ready();
  void stop();

  TemporaryDirectory directory_;
  std::string programs_;  ///< The directory of initdb and postgres.
  server::Account account_;
  std::vector<std::string> settings_;
  int port_ = 0;
  pid_t process_ = 0;
};

}  // namespace eventstore::tests
