// What pgbench is told so that nobody else hears it.

#include <cstdlib>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/trust/child.hpp"
#include "core/pg/conninfo.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using pg::split_secrets;
using pg::SplitConnection;

TEST_CASE("a connection is told without its passwords, and they apart", "[unit][trust]") {
  const std::string given = R"(host=/tmp user=me password='it\'s a \\ secret' dbname='my data')";
  const SplitConnection split = split_secrets({.connection_string = given, .name = "my data"});
  CHECK(split.password == R"(it's a \ secret)");
  CHECK_FALSE(split.has_key_password);
  CHECK_THAT(split.connection_string, !ContainsSubstring("secret") && !ContainsSubstring("pass"));
  CHECK_THAT(split.connection_string, ContainsSubstring("host='/tmp'") &&
                                          ContainsSubstring("user='me'") &&
                                          ContainsSubstring("dbname='my data'"));

  const SplitConnection from_uri = split_secrets(
      {.connection_string = "postgresql://me:s%20cret@db.example/data", .name = "data"});
  CHECK(from_uri.password == "s cret");
  CHECK_THAT(from_uri.connection_string, !ContainsSubstring("cret"));

  const SplitConnection with_key =
      split_secrets({.connection_string = "sslkey=k sslpassword=secret", .name = "data"});
  CHECK(with_key.has_key_password);
  CHECK(with_key.password.empty());
  CHECK_THAT(with_key.connection_string, !ContainsSubstring("secret"));
}

TEST_CASE("what a child is told in its environment stands in place of ours", "[unit][trust]") {
  const trust::ScratchDirectory directory;
  const auto said = [&](const trust::Child::Environment& environment) {
    trust::Child child{
        {"/bin/sh", "-c", "echo \"$HOME:$PGPASSWORD\""}, directory.path() / "output", environment};
    CHECK(child.wait() == 0);
    return child.output();
  };
  const std::string home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "";
  CHECK_THAT(said({}), Catch::Matchers::StartsWith(home + ":"));
  CHECK(said({{"PGPASSWORD", "a = b"}}) == home + ":a = b\n");
  CHECK(said({{"HOME", "/"}, {"PGPASSWORD", ""}}) == "/:\n");
}

}  // namespace eventstore::tests
