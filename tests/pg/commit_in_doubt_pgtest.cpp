// A COMMIT that gets no answer: what seed-events says then is true, whatever became of it.

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "tests/support/cutting_proxy.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// For all values of a test.
const OwnServer& own_server() {
  static const OwnServer server{Tcp::without_password};
  return server;
}

/// A server with one database, reached directly or through a proxy.
class Shop {
 public:
  Shop() { own_server().empty_database("shop"); }

  [[nodiscard]] ProgramResult seed(std::vector<std::string> arguments) const {
    return seed_at(own_server().port(), std::move(arguments));
  }
  [[nodiscard]] ProgramResult seed_through(const CuttingProxy& proxy,
                                           std::vector<std::string> arguments) const {
    return seed_at(proxy.port(), std::move(arguments));
  }

  [[nodiscard]] int port() const { return own_server().port(); }
  [[nodiscard]] pg::Session session() const { return own_server().session("shop"); }
  [[nodiscard]] dataset::Manifest manifest() const {
    pg::Session session = own_server().session("shop");
    return dataset::read_manifest(session).value();
  }

 private:
  static ProgramResult seed_at(int port, std::vector<std::string> arguments) {
    // Without encryption: the proxy reads what passes.
    arguments.insert(
        arguments.end(),
        {"--quiet", "--database",
         fmt::format("host=127.0.0.1 port={} user=eventstore dbname=shop sslmode=disable "
                     "gssencmode=disable",
                     port)});
    return run_program("seed-events", arguments, {.time_limit = std::chrono::seconds{120}});
  }
};

const std::vector<std::string> base{"--events", "4000", "--tenants", "5"};

std::vector<std::string> base_and(const std::string& more) {
  std::vector<std::string> arguments = base;
  arguments.push_back(more);
  return arguments;
}

}  // namespace

TEST_CASE(
    "an --append whose COMMIT got no answer claims neither that it is there nor that it is not",
    "[pg][append][in_doubt]") {
  const auto fate = GENERATE(CommitFate::lost, CommitFate::executed);
  CAPTURE(fate == CommitFate::executed);
  const Shop shop;
  REQUIRE(shop.seed(base).exit_code == 0);
  const dataset::Manifest before = shop.manifest();

  const CuttingProxy proxy{shop.port(), "", fate};
  const ProgramResult cut = shop.seed_through(proxy, {"--append", "3000"});
  CAPTURE(cut.out, cut.err);
  REQUIRE(proxy.has_cut());
  CHECK(cut.exit_code == 1);
  CHECK(cut.out.empty());
  CHECK_THAT(cut.err, ContainsSubstring("whether the events are in database shop is not known") &&
                          ContainsSubstring("seed-events --verify --database 'host=127.0.0.1 ") &&
                          !ContainsSubstring("nothing was appended"));

  // What --verify says then is the answer.
  const ProgramResult verified = shop.seed({"--verify"});
  CAPTURE(verified.out, verified.err);
  CHECK(verified.exit_code == 0);
  const dataset::Manifest after = shop.manifest();
  if (fate == CommitFate::lost) {
    CHECK(after.fingerprint == before.fingerprint);
    CHECK_THAT(verified.out, ContainsSubstring("4,000 events"));
  } else {
    CHECK(after.events == 7'000);
    CHECK_THAT(verified.out, ContainsSubstring("7,000 events"));
  }
  CHECK(shop.seed({"--append", "500"}).exit_code == 0);
  CHECK(shop.seed({"--verify"}).exit_code == 0);
}

TEST_CASE("a COMMIT of --append that the server refuses has appended nothing, and that is said",
          "[pg][append][in_doubt]") {
  const Shop shop;
  REQUIRE(shop.seed(base).exit_code == 0);
  pg::Session session = shop.session();
  const std::string fingerprint = shop.manifest().fingerprint;
  // The user's own constraint, which is looked at when the transaction commits.
  session.run(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN RAISE EXCEPTION ''not today''; END'");
  session.run(
      "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON domain_events DEFERRABLE INITIALLY "
      "DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");
  const ProgramResult refused = shop.seed({"--append", "100"});
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("not today") &&
                              ContainsSubstring("nothing was appended to database shop"));
  CHECK(shop.manifest().fingerprint == fingerprint);
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == 4'000);
}

TEST_CASE("what goes wrong after the COMMIT of --append does not hide that the events are there",
          "[pg][append][in_doubt]") {
  const Shop shop;
  REQUIRE(shop.seed(base).exit_code == 0);
  pg::Session session = shop.session();
  session.run(
      "CREATE FUNCTION fail(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS "
      "'BEGIN RETURN $1; END'");
  session.run("CREATE INDEX ON tenants (fail(tenant_key))");
  // VACUUM (ANALYZE) works it out for every tenant.
  session.run(
      "CREATE OR REPLACE FUNCTION fail(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql "
      "AS 'BEGIN RAISE EXCEPTION ''no statistics''; END'");
  const ProgramResult failed = shop.seed({"--append", "700"});
  CAPTURE(failed.err);
  CHECK(failed.exit_code == 1);
  CHECK_THAT(failed.err, ContainsSubstring("no statistics") &&
                             ContainsSubstring("700 events were appended to database shop") &&
                             ContainsSubstring("VACUUM (ANALYZE)"));
  CHECK(shop.seed({"--verify"}).exit_code == 0);
  CHECK(shop.manifest().events == 4'700);
}

TEST_CASE("a seed whose last COMMIT got no answer is finished by --reuse, whatever became of it",
          "[pg][resume][in_doubt]") {
  const auto fate = GENERATE(CommitFate::lost, CommitFate::executed);
  CAPTURE(fate == CommitFate::executed);
  const Shop shop;
  const CuttingProxy proxy{shop.port(), R"("state":"complete")", fate};
  const ProgramResult cut = shop.seed_through(proxy, base);
  CAPTURE(cut.out, cut.err);
  REQUIRE(proxy.has_cut());
  CHECK(cut.exit_code == 1);
  CHECK_THAT(cut.err, ContainsSubstring("is not known: run the same command with --reuse,") &&
                          !ContainsSubstring("half filled"));
  CHECK(shop.manifest().state == (fate == CommitFate::lost ? "loading" : "complete"));

  const ProgramResult again = shop.seed(base_and("--reuse"));
  CAPTURE(again.out, again.err);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.out, ContainsSubstring("fingerprint " + shop.manifest().fingerprint));
  CHECK(shop.seed({"--verify"}).exit_code == 0);

  const CuttingProxy other{shop.port(), R"("state":"complete")", fate};
  const ProgramResult replaced = shop.seed_through(other, base_and("--replace"));
  CAPTURE(replaced.err);
  CHECK_THAT(replaced.err, ContainsSubstring("with --reuse instead of --replace,"));
}

TEST_CASE("rows whose COMMIT got no answer are there once, whatever became of it",
          "[pg][resume][in_doubt]") {
  const auto fate = GENERATE(CommitFate::lost, CommitFate::executed);
  CAPTURE(fate == CommitFate::executed);
  const Shop shop;
  // The first COMMIT of a connection that marks what it copies: that of a batch.
  const CuttingProxy proxy{shop.port(), "seed_journal_mark", fate};
  const ProgramResult cut = shop.seed_through(proxy, base);
  CAPTURE(cut.out, cut.err);
  REQUIRE(proxy.has_cut());
  CHECK(cut.exit_code == 1);
  CHECK_THAT(cut.err, ContainsSubstring("half filled: run the same command again to go on, or with "
                                        "--replace to start over"));
  const ProgramResult again = shop.seed(base);
  CAPTURE(again.out, again.err);
  REQUIRE(again.exit_code == 0);
  CHECK_THAT(again.out, ContainsSubstring("4,000 events"));
  const ProgramResult verified = shop.seed({"--verify"});
  CAPTURE(verified.err);
  CHECK(verified.exit_code == 0);
}

}  // namespace eventstore::tests
