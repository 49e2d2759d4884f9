// bench_trust stores: two stores side by side.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/run_program.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

ProgramResult compare(const SeededDatabase& ours, const SeededDatabase& theirs,
                      std::vector<std::string> options) {
  options.insert(options.begin(), {"stores", "--database", ours.database().connection_string,
                                   "--against-database", theirs.database().connection_string,
                                   "--rounds", "8", "--seconds", "0.02", "--threads", "2"});
  return run_program("bench_trust", options);
}

}  // namespace

TEST_CASE("two stores are compared case by case", "[pg][trust]") {
  const auto ours = SeededDatabase::create_or_skip();
  const auto theirs = SeededDatabase::create_or_skip("eaf-v1");
  const auto run = compare(
      ours, theirs, {"--case", "find_event/known_hot=0.001", "--case", "append_events/new_10"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 0);
  CHECK_THAT(run.out, ContainsSubstring("`find_event/known_hot`") &&
                          ContainsSubstring("`append_events/new_10`") && ContainsSubstring("met"));
}

TEST_CASE("a store that is slower than was asked for is found", "[pg][trust]") {
  const auto ours = SeededDatabase::create_or_skip();
  const auto theirs = SeededDatabase::create_or_skip();
  const StoreCopy slow{"reference"};
  slow.replace("operations/create_head_token.sql", "SELECT transaction_id,",
               "SELECT pg_sleep(0.002), transaction_id,");
  const auto run = compare(ours, theirs,
                           {"--store", slow.path(), "--against", "reference", "--case",
                            "create_head_token/all_tenants=0.9"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 3);
  CHECK_THAT(run.out, ContainsSubstring("**missed**"));
}

TEST_CASE("stores are not compared over different events, or by cases that they lack",
          "[pg][trust][beside]") {
  const auto ours = SeededDatabase::create_or_skip();
  const EmptiedDatabase other;
  REQUIRE(run_program("seed-events", {"--events", "1000", "--store", "eaf-v1", "--database",
                                      other.connection_string()})
              .exit_code == 0);
  const auto different =
      run_program("bench_trust", {"stores", "--database", ours.database().connection_string,
                                  "--against-database", other.connection_string()});
  CHECK(different.exit_code == 2);
  CHECK_THAT(different.err, ContainsSubstring("different data"));

  const auto theirs = SeededDatabase::create_or_skip("eaf-v1");
  const auto unknown = compare(ours, theirs, {"--case", "append_events/future"});
  CHECK(unknown.exit_code == 2);  // eaf-v1 does not notice a version of the future.
  CHECK_THAT(unknown.err, ContainsSubstring("eaf-v1 has no case append_events/future"));
  CHECK(compare(ours, theirs, {"--case", "find_event/known_hot=fast"}).exit_code == 2);
}

}  // namespace eventstore::tests
