// What a SQLSTATE means, and what may be tried again.

#include "core/catalogue/outcome.hpp"

#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace eventstore;

TEST_CASE("a SQLSTATE is the outcome that the table says", "[unit][outcome]") {
  const std::map<std::string, Outcome> expected{
      {"40001", Outcome::serialization_failure},
      {"40P01", Outcome::deadlock},
      {"40003", Outcome::connection_lost},
      {"55P03", Outcome::timeout},
      {"57014", Outcome::timeout},
      {"25P03", Outcome::timeout},
      {"25P04", Outcome::connection_lost},
      {"53300", Outcome::rejected},
      {"53000", Outcome::out_of_resources},
      {"53100", Outcome::out_of_resources},
      {"53200", Outcome::out_of_resources},
      {"53400", Outcome::out_of_resources},
      {"25006", Outcome::read_only},
      {"57P01", Outcome::connection_lost},
      {"57P02", Outcome::connection_lost},
      {"57P03", Outcome::connection_lost},
      {"57P04", Outcome::connection_lost},
      {"57P05", Outcome::connection_lost},
  };
  for (const auto& [sqlstate, outcome] : expected) {
    CAPTURE(sqlstate);
    CHECK(outcome_of_sqlstate(sqlstate) == outcome);
  }
}

TEST_CASE("all of class 08 is about the connection, but for a violated protocol",
          "[unit][outcome]") {
  for (const std::string sqlstate : {"08000", "08001", "08003", "08004", "08006", "08007"}) {
    CAPTURE(sqlstate);
    CHECK(outcome_of_sqlstate(sqlstate) == Outcome::connection_lost);
  }
  CHECK(outcome_of_sqlstate("08P01") == Outcome::other_error);
}

TEST_CASE("what the table does not know is another error, and so is no SQLSTATE",
          "[unit][outcome]") {
  // Neighbours of codes that it knows, and what only @outcome lines can tell.
  for (const std::string sqlstate : {"", "0", "00000", "23505", "23503", "25P02", "40000", "40002",
                                     "42601", "25001", "57000", "5301", "57P0", "XX000"}) {
    CAPTURE(sqlstate);
    CHECK(outcome_of_sqlstate(sqlstate) == Outcome::other_error);
  }
}

TEST_CASE("what the server has rolled back may be tried again, a lost write may not",
          "[unit][outcome]") {
  const auto is_rolled_back = [](Outcome outcome) {
    return outcome == Outcome::serialization_failure || outcome == Outcome::deadlock ||
           outcome == Outcome::timeout;
  };
  for (const Outcome outcome : all_outcomes) {
    CAPTURE(name_of(outcome));
    CHECK(may_retry(outcome) == is_rolled_back(outcome));
    CHECK(may_retry(outcome, Access::writes) == may_retry(outcome));
    const bool is_lost = outcome == Outcome::connection_lost;
    CHECK(may_retry(outcome, Access::reads) == (is_rolled_back(outcome) || is_lost));
  }
}

TEST_CASE("every outcome has a name of its own, by which it is found", "[unit][outcome]") {
  for (const Outcome outcome : all_outcomes) {
    CAPTURE(name_of(outcome));
    CHECK(outcome_named(name_of(outcome)) == outcome);
  }
  CHECK_FALSE(outcome_named("lost").has_value());
}
