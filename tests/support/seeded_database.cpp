#include "tests/support/seeded_database.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string_view>

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>

#include "core/pg/session.hpp"
#include "tests/support/built_paths.hpp"

namespace eventstore::tests {

void plan_as_on_our_server(const pg::Database& database) {
  pg::Session session{database};
  session.run("ALTER DATABASE " + session.identifier(database.name) +
              " SET random_page_cost = 1.1");
}

namespace {

constexpr std::string_view template_prefix = "eventstore_seeded_";

void seed(const pg::Database& database, const std::string& store, int events) {
  const ProgramResult result =
      run_program("seed-events",
                  {"--events", std::to_string(events), "--tenants", "12", "--quiet", "--store",
                   store, "--database", database.connection_string},
                  {.time_limit = std::chrono::seconds{120}});
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
}

/// What this build of seed-events, which holds the store's files, makes of the store.
std::string template_name(const std::string& store, int events) {
  const std::string program = program_directory() + "/seed-events";
  const auto written = std::filesystem::last_write_time(program).time_since_epoch().count();
  const std::size_t build = std::hash<std::string>{}(fmt::format("{} {}", program, written));
  return fmt::format("{}{:016x}_{}_{}", template_prefix, build, events, store);
}

bool is_there(pg::Session& session, const std::string& name) {
  return !session.run("SELECT 1 FROM pg_database WHERE datname = $1", {name}).empty();
}

/// Of builds that are gone, or that were not finished.
void drop_others(pg::Session& session, const std::string& name) {
  const std::string build = name.substr(0, name.find('_', template_prefix.size()));
  const auto found = session.run(
      "SELECT datname FROM pg_database WHERE starts_with(datname, $1) "
      "AND (NOT starts_with(datname, $2) OR datname = $3)",
      {std::string{template_prefix}, build, name + "_new"});
  for (std::size_t row = 0; row < found.size(); ++row) {
    session.run("DROP DATABASE " + session.identifier(found.text(row, "datname")) +
                " WITH (FORCE)");
  }
}

/// Seeded once for a build, and copied from then on: a copy takes a fraction of the time.  It has
/// its name only when it is complete.
std::string seeded_template(const std::string& store, int events) {
  constexpr const char* lock = "SELECT pg_advisory_lock(hashtext('seeded template'))";
  const std::string name = template_name(store, events);
  const pg::Database server = maintenance_database();
  pg::Session session{server};
  session.run(lock);  // Until the session ends.
  if (is_there(session, name)) return name;
  drop_others(session, name);
  const std::string making = name + "_new";
  session.run("CREATE DATABASE " + session.identifier(making));
  seed(pg::with_name(server, making), store, events);
  // Who cannot connect, autovacuum for one, is not in the way of a copy.
  session.run("ALTER DATABASE " + session.identifier(making) + " ALLOW_CONNECTIONS false");
  session.run("ALTER DATABASE " + session.identifier(making) + " RENAME TO " +
              session.identifier(name));
  return name;
}

}  // namespace

SeededDatabase SeededDatabase::create_or_skip(const std::string& store, int events) {
  skip_without_server();
  const bool is_built_in = store.find('/') == std::string::npos;
  if (is_built_in && maintenance_database().is_local_server) {
    return SeededDatabase{ScratchDatabase::copy_of(seeded_template(store, events))};
  }
  SeededDatabase seeded{ScratchDatabase::create_or_skip()};
  seed(seeded.database(), store, events);
  return seeded;
}

ProgramResult SeededDatabase::run(const std::string& program,
                                  std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--database", scratch_.connection_string()});
  return run_program(program, arguments, {.time_limit = std::chrono::seconds{120}});
}

void SeededDatabase::change(const std::string& sql) const {
  pg::Session session{scratch_.database()};
  session.run(sql);
}

}  // namespace eventstore::tests
