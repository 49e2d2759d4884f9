#include "tests/support/pg_bouncer.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/pg/session.hpp"
#include "core/server/account.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::tests {

namespace {

constexpr const char* program = "/usr/sbin/pgbouncer";

void skip_without_program() {
  if (std::filesystem::exists(program)) return;
  const char* reason = "there is no PgBouncer (scripts/install --pooler)";
  const char* ci = std::getenv("CI");
  if (ci != nullptr && *ci != '\0') FAIL(reason);
  SKIP(reason);
}

void write(const std::string& path, const std::string& text) {
  std::ofstream{path} << text;
}

/// Whether somebody takes connections there; the file is there a moment before.
bool is_listening(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  path.copy(address.sun_path, path.size());
  const int probe = socket(AF_UNIX, SOCK_STREAM, 0);
  const bool is_open =
      connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return is_open;
}

/// It refuses to run as root.
[[noreturn]] void become_pg_bouncer(const std::string& settings, const server::Account& account) {
  const bool has_switched =
      !account.must_switch || (setgid(account.group) == 0 && setuid(account.user) == 0);
  // After the switch, which would undo it.
  const bool is_bound = prctl(PR_SET_PDEATHSIG, SIGTERM) == 0;
  if (has_switched && is_bound) execl(program, program, "-q", settings.c_str(), nullptr);
  _exit(127);
}

}  // namespace

PgBouncer::PgBouncer(const pg::Database& behind, const std::string& databases,
                     const std::string& further) {
  skip_without_program();
  pg::Session session{behind};
  const auto server = session.run(
      "SELECT split_part(current_setting('unix_socket_directories'), ',', 1) AS directory, "
      "current_setting('port') AS port, current_user AS role");
  const std::string directory = directory_.path();
  std::filesystem::permissions(directory, std::filesystem::perms::all);
  write(directory + "/users", fmt::format("\"{}\" \"\"\n", server.text(0, "role")));
  // A server's session ends with its client's: nobody stays in a database that is to be copied.
  const std::string place =
      fmt::format("host={} port={}", server.text(0, "directory"), server.text(0, "port"));
  write(directory + "/settings",
        fmt::format("[databases]\n{}\n* = {}\n[pgbouncer]\nunix_socket_dir = {}\n"
                    "listen_port = 6432\nauth_type = trust\nauth_file = {}/users\n"
                    "pool_mode = session\ndefault_pool_size = 60\nserver_lifetime = 0\n"
                    "logfile = {}/log\n{}\n",
                    fmt::format(fmt::runtime(databases), fmt::arg("server", place)), place,
                    directory, directory, directory, further));
  const server::Account account = server::account_for(server.text(0, "directory"));
  const std::string settings = directory + "/settings";
  process_ = fork();
  if (process_ == 0) become_pg_bouncer(settings, account);
  REQUIRE(process_ > 0);
  database_ = {
      .connection_string = fmt::format("host={} port=6432 dbname={} user={} connect_timeout=10",
                                       directory, behind.name, server.text(0, "role")),
      .name = behind.name};
  const std::string socket = directory + "/.s.PGSQL.6432";
  for (int i = 0; i < 500 && !is_listening(socket); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  INFO(file_text(directory + "/log"));
  REQUIRE(is_listening(socket));
}

PgBouncer::~PgBouncer() {
  if (process_ <= 0) return;
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

}  // namespace eventstore::tests
