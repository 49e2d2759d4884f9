#include "tests/support/scratch_database.hpp"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include "core/pg/session.hpp"
#include "core/server/local_server.hpp"

namespace eventstore::tests {

namespace {

constexpr std::string_view name_prefix = "eventstore_scratch_";
constexpr std::string_view left_prefix = "eventstore_emptied_";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// eventstore_scratch_<process>_<number>: whether that process is gone.  Only asked on the local
/// server, whose clients are all on this machine.
bool is_orphan(std::string_view name) {
  name.remove_prefix(name_prefix.size());
  pid_t process = 0;
  std::from_chars(name.data(), name.data() + name.size(), process);
  return process > 0 && kill(process, 0) != 0 && errno == ESRCH;
}

void drop(pg::Session& session, const std::string& name) {
  session.run("DROP DATABASE IF EXISTS " + session.identifier(name) + " WITH (FORCE)");
}

void rename(pg::Session& session, const std::string& from, const std::string& to) {
  session.run("ALTER DATABASE " + session.identifier(from) + " RENAME TO " +
              session.identifier(to));
}

void drop_orphans(pg::Session& session) {
  const auto names = session.run("SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
                                 {std::string{name_prefix}});
  for (std::size_t row = 0; row < names.size(); ++row) {
    const std::string& name = names.text(row, "datname");
    if (is_orphan(name)) drop(session, name);
  }
}

std::string next_name() {
  static std::atomic<int> created{0};
  return fmt::format("{}{}_{}", name_prefix, getpid(), ++created);
}

}  // namespace

pg::Database maintenance_database() {
  const std::string chosen = variable("EVENTSTORE_TEST_DATABASE");
  if (!chosen.empty()) return pg::resolve_database(chosen, "");
  return pg::local_database("postgres");
}

void skip_without_server() {
  if (!variable("EVENTSTORE_TEST_DATABASE").empty()) return;
  if (!server::status().binary_directory.empty()) return;
  const char* reason =
      "no PostgreSQL server programs are installed, and EVENTSTORE_TEST_DATABASE "
      "names no server";
  if (!variable("CI").empty()) FAIL(reason);
  SKIP(reason);
}

ScratchDatabase ScratchDatabase::create_or_skip() {
  skip_without_server();
  pg::Database server = maintenance_database();
  pg::Session session{server};
  if (server.is_local_server) drop_orphans(session);
  const std::string name = next_name();
  drop(session, name);
  session.run("CREATE DATABASE " + session.identifier(name));
  pg::Database database = pg::with_name(server, name);
  return {std::move(server), std::move(database)};
}

ScratchDatabase ScratchDatabase::copy_of(const std::string& original) {
  pg::Database server = maintenance_database();
  pg::Session session{server};
  drop_orphans(session);
  const std::string name = next_name();
  drop(session, name);
  session.run("CREATE DATABASE " + session.identifier(name) + " TEMPLATE " +
              session.identifier(original));
  pg::Database database = pg::with_name(server, name);
  return {std::move(server), std::move(database)};
}

ScratchDatabase ScratchDatabase::take_or_create() {
  skip_without_server();
  pg::Database server = maintenance_database();
  if (!server.is_local_server) return create_or_skip();
  pg::Session session{server};
  const auto left = session.run("SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
                                {std::string{left_prefix}});
  for (std::size_t row = 0; row < left.size(); ++row) {
    const std::string name = next_name();
    try {
      rename(session, left.text(row, "datname"), name);
    } catch (const pg::StatementError&) {
      continue;  // Another test was as quick.
    }
    pg::Database database = pg::with_name(server, name);
    return {std::move(server), std::move(database)};
  }
  return create_or_skip();
}

void ScratchDatabase::leave_for_others() {
  try {
    {
      pg::Session inside{database_};
      make_empty(inside);
    }
    pg::Session session{server_};
    std::string left = database_.name;
    left.replace(0, name_prefix.size(), left_prefix);
    rename(session, database_.name, left);
    database_ = {};
  } catch (const std::exception&) {
    // Somebody is still on it, or it holds what cannot be emptied: the destructor drops it.
  }
}

void make_empty(pg::Session& session) {
  session.run("SET client_min_messages = warning");
  session.run(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  const auto schemas = session.run(
      "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> "
      "'information_schema'");
  for (std::size_t row = 0; row < schemas.size(); ++row) {
    session.run("DROP SCHEMA " + session.identifier(schemas.text(row, "nspname")) + " CASCADE");
  }
  session.run("CREATE SCHEMA public");
  const std::string name = session.run("SELECT current_database() AS name").text(0, "name");
  session.run("ALTER DATABASE " + session.identifier(name) + " RESET ALL");
}

ScratchDatabase::ScratchDatabase(pg::Database server, pg::Database database)
    : server_(std::move(server)), database_(std::move(database)) {}

ScratchDatabase::ScratchDatabase(ScratchDatabase&& other) noexcept
    : server_(std::move(other.server_)), database_(std::exchange(other.database_, {})) {}

ScratchDatabase::~ScratchDatabase() {
  if (database_.name.empty()) return;
  try {
    pg::Session session{server_};
    if (variable("EVENTSTORE_KEEP_TEST_DB").empty()) {
      drop(session, database_.name);
      return;
    }
    // Renamed, so that the next run does not take it for an orphan.
    std::string kept = database_.name;
    kept.replace(0, name_prefix.size(), "eventstore_kept_");
    rename(session, database_.name, kept);
    fmt::print(stderr, "kept database {}\n", kept);
  } catch (const std::exception& error) {
    fmt::print(stderr, "database {} stays: {}\n", database_.name, error.what());
  }
}

EmptiedDatabase::EmptiedDatabase()
    : scratch_(std::make_unique<ScratchDatabase>(ScratchDatabase::take_or_create())) {}

EmptiedDatabase::~EmptiedDatabase() {
  // Who wants to look at a database wants it as its part of the test left it.
  if (!variable("EVENTSTORE_KEEP_TEST_DB").empty()) return;
  if (maintenance_database().is_local_server) scratch_->leave_for_others();
}

}  // namespace eventstore::tests
