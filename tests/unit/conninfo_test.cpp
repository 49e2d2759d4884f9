// What is said of a connection string that cannot be read holds none of its password.
#include "core/pg/conninfo.hpp"

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"

namespace eventstore::pg {

using Catch::Matchers::ContainsSubstring;

namespace {

std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(keywords_of(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("no piece of a password is in what is said of its connection string", "[unit]") {
  const std::string text = GENERATE(
      "postgres://me:alpha@beta@host/db", "postgres://me:alpha/beta@host/db",
      "postgres://me:alpha@beta@host", "postgres://me:alpha/be@ta@host/db",
      "postgres://me:alpha%zzbeta@host/db", "password=alpha beta host=x",
      "host=x password=alpha beta=1", "host=x password='alpha beta", "host=x password='alpha'beta",
      "postgres://host/db?password=alpha=beta&x", "postgres://host/db?%70assword=alpha&beta=1");
  CAPTURE(text);
  const std::string complaint = complaint_about(text);
  CHECK_FALSE(complaint.empty());
  CHECK_THAT(complaint, !ContainsSubstring("alpha") && !ContainsSubstring("beta"));
}

TEST_CASE("connection strings are read in every spelling that libpq knows", "[unit]") {
  CHECK(keywords_of("postgres://me:a%40b%2Fc@host/db").at("password") == "a@b/c");
  CHECK(keywords_of("postgres://me:a?b#c:d@host/db").at("password") == "a?b#c:d");
  CHECK(keywords_of("postgres://host:5432/db?application_name=a@b").at("application_name") ==
        "a@b");
  CHECK(keywords_of("postgres://me@host/db?%70assword=a%26b").at("password") == "a&b");
  CHECK(keywords_of("password='it\\'s \\\\' host=x").at("password") == "it's \\");
  CHECK(keywords_of("mine").at("dbname") == "mine");
}

TEST_CASE("a connection string of any length is read or refused", "[unit]") {
  CHECK(keywords_of("application_name='" + std::string(300'000, 'x') + "'").size() == 1);
  CHECK_FALSE(complaint_about("postgres://" + std::string(300'000, '[')).empty());
  CHECK_FALSE(complaint_about(std::string(300'000, '=')).empty());
}

}  // namespace eventstore::pg
