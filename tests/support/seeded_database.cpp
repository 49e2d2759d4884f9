#include "tests/support/seeded_database.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/pg/session.hpp"

namespace eventstore::tests {

void plan_as_on_our_server(const pg::Database& database) {
  pg::Session session{database};
  session.run("ALTER DATABASE " + session.identifier(database.name) +
              " SET random_page_cost = 1.1");
}

SeededDatabase SeededDatabase::create_or_skip(const std::string& store) {
  SeededDatabase seeded{ScratchDatabase::create_or_skip()};
  const ProgramResult result = seeded.run(
      "seed-events",
      {"--events", std::to_string(seeded_events), "--tenants", "12", "--quiet", "--store", store});
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
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
