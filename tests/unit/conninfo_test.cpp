// What is said of a connection string that cannot be read holds none of its password.
#include "core/pg/conninfo.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/pg/database.hpp"
#include "core/pg/meant_server.hpp"
#include "core/pg/startup_options.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/temporary_directory.hpp"

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

TEST_CASE("what a service file says of a connection is seen by all of our code", "[unit]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "services"}
      << "[shop]\nhost=db.example.com\nport=6543\ndbname=orders\nuser=keeper\npassword=s3cret\n"
         "options=-c search_path=measured\nsslmode=require\napplication_name=shop\n"
         "connect_timeout=3\n";
  setenv("PGSERVICEFILE", (directory / "services").c_str(), 1);
  const bool by_variable = GENERATE(false, true);
  if (by_variable) setenv("PGSERVICE", "shop", 1);
  const Database database =
      resolve_database(by_variable ? "user=other" : "service=shop user=other", "");
  const Keywords keywords = keywords_of(database.connection_string);
  CHECK(database.name == "orders");
  CHECK(keywords.at("host") == "db.example.com");
  CHECK(keywords.at("port") == "6543");
  CHECK(keywords.at("user") == "other");
  CHECK(keywords.at("sslmode") == "require");
  CHECK(keywords.at("application_name") == "shop");
  CHECK(keywords.at("connect_timeout") == "3");
  CHECK(asked_options(database.connection_string) == "-c search_path=measured");
  CHECK(split_secrets(database).password == "s3cret");
  CHECK(describe(database, 150'000) == "database orders on db.example.com:6543 (PostgreSQL 15.0)");
  CHECK_FALSE(means_local_server("service=shop"));
  CHECK_THROWS_WITH(resolve_database("service=shp", ""), ContainsSubstring("service 'shp'"));
  unsetenv("PGSERVICE");
  unsetenv("PGSERVICEFILE");
}

}  // namespace eventstore::pg
