// The tools over TCP with TLS and a password, against a server that lets nobody in otherwise.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "tests/support/file_text.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::string password = "correct horse 7";

/// A role with this password and a database of its own, reached over TCP.
class SecureDatabase {
 public:
  SecureDatabase() {
    pg::Session session = server_.session();
    session.run("CREATE ROLE harness LOGIN CREATEDB PASSWORD " + session.literal(password));
    session.run("CREATE DATABASE shop OWNER harness");
    write_password_file(password);
  }

  [[nodiscard]] std::string uri(const std::string& mode) const {
    return fmt::format("postgresql://harness@127.0.0.1:{}/shop?sslmode={}&sslrootcert={}",
                       server_.port(), mode, server_.root_certificate());
  }

  /// Runs a tool with the password in a file, as docs/access.md has it.
  [[nodiscard]] ProgramResult run(const std::string& program, std::vector<std::string> arguments,
                                  const std::string& mode = "verify-ca") const {
    arguments.insert(arguments.end(), {"--database", uri(mode)});
    return run_program(program, arguments,
                       {.environment = {{"PGPASSFILE", directory_ / "passwords"}}});
  }

  void write_password_file(const std::string& words) const {
    const std::string file = directory_ / "passwords";
    std::ofstream{file} << "127.0.0.1:*:*:harness:" << words << '\n';
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

  [[nodiscard]] const OwnServer& server() const { return server_; }
  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }

 private:
  OwnServer server_{Tcp::tls_and_password};
  TemporaryDirectory directory_;
};

void check_one_line(const ProgramResult& result) {
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("every tool works over TCP with TLS and a password", "[pg][access]") {
  const SecureDatabase database;
  const std::string document = database.directory() / "bench.json";
  const auto seeded = database.run("seed-events", {"--events", "5000", "--quiet"});
  INFO(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  CHECK_THAT(seeded.out, ContainsSubstring("127.0.0.1:"));
  CHECK(database.run("seed-events", {"--verify"}).exit_code == 0);
  const auto bench = database.run(
      "eventstore_bench", {"--benchmark_filter=append_events/new_1$|find_event/known_hot",
                           "--benchmark_min_time=0.01", "--warm-up", "0", "--out", document});
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  const auto review =
      database.run("plan-review", {"--filter", "find_event|append_events", "--mode", "custom"});
  INFO(review.out << review.err);
  CHECK(review.exit_code == 0);
  const auto session =
      database.server().session("shop").run("SELECT count(*) AS n FROM domain_events");
  CHECK(session.integer(0, "n") == 5000);
  const std::string said = seeded.out + bench.out + bench.err + review.out + file_text(document);
  CHECK_THAT(said, !ContainsSubstring(password));
}

TEST_CASE("a password in the connection string or the environment works, and is repeated nowhere",
          "[pg][access]") {
  const SecureDatabase database;
  const std::string document = database.directory() / "seed.json";
  const std::string with_password =
      fmt::format("host=127.0.0.1 port={} dbname=shop user=harness sslmode=require password='{}'",
                  database.server().port(), password);
  const auto seeded = run_program(
      "seed-events", {"--events", "300", "--out", document, "--database", with_password});
  INFO(seeded.err);
  CHECK(seeded.exit_code == 0);
  CHECK_THAT(file_text(document), ContainsSubstring("\"seed-events\""));
  CHECK_THAT(seeded.out + seeded.err + file_text(document), !ContainsSubstring(password));
  const auto verified =
      run_program("seed-events", {"--verify", "--database", database.uri("require")},
                  {.environment = {{"PGPASSWORD", password}}});
  CHECK(verified.exit_code == 0);
}

TEST_CASE("a wrong password, no password and a connection without TLS end in one sentence",
          "[pg][access]") {
  const SecureDatabase database;
  for (const char* program : {"seed-events", "eventstore_bench", "plan-review"}) {
    CAPTURE(program);
    const auto plain = database.run(program, {}, "disable");
    CHECK(plain.exit_code == 1);
    check_one_line(plain);
    CHECK_THAT(plain.err, ContainsSubstring("no encryption"));

    const auto missing = run_program(program, {"--database", database.uri("verify-ca")},
                                     {.environment = {{"PGPASSFILE", "/nonexistent"}}});
    CHECK(missing.exit_code == 1);
    check_one_line(missing);
    CHECK_THAT(missing.err, ContainsSubstring("no password supplied"));
  }
  database.write_password_file("wrong donkey 8");
  for (const char* program : {"seed-events", "eventstore_bench", "plan-review"}) {
    CAPTURE(program);
    const auto wrong = database.run(program, {});
    CHECK(wrong.exit_code == 1);
    check_one_line(wrong);
    CHECK_THAT(wrong.err, ContainsSubstring("password authentication failed"));
    CHECK_THAT(wrong.out + wrong.err, !ContainsSubstring("donkey"));
  }
}

TEST_CASE("a server whose certificate is not the one that was named is refused", "[pg][access]") {
  const SecureDatabase database;
  const TemporaryDirectory elsewhere;
  std::ofstream{elsewhere / "root.crt"} << "no certificate\n";
  const auto refused = run_program(
      "seed-events", {"--database", fmt::format("postgresql://harness@127.0.0.1:{}/"
                                                "shop?sslmode=verify-ca&sslrootcert={}",
                                                database.server().port(), elsewhere / "root.crt")});
  CHECK(refused.exit_code == 1);
  check_one_line(refused);
  CHECK_THAT(refused.err, ContainsSubstring("root.crt"));
}

}  // namespace eventstore::tests
