// A role with exactly the rights of docs/access.md, in a database that holds other things too.

#include <fstream>
#include <future>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// The code blocks of docs/access.md, in their order.
enum Block : std::size_t { seeding, copying, in_place, checkpoint, reading };

std::vector<std::string> documented(Block wanted) {
  std::ifstream page{source_directory() + "/docs/access.md"};
  std::vector<std::vector<std::string>> blocks;
  bool inside = false;
  std::string statement;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```sql";
      if (inside) blocks.emplace_back();
      continue;
    }
    if (!inside || line.starts_with("--")) continue;
    statement += line;
    if (!line.ends_with(';')) continue;
    blocks.back().push_back(statement.substr(0, statement.size() - 1));
    statement.clear();
  }
  return blocks.at(wanted);
}

const char* const strangers[]{"public", "production"};
const char* const their_tables[]{"domain_events", "tenants", "aggregate_snapshots"};

/// A server on which nobody may do what was not granted, with a database `shop` in which two
/// schemas hold tables of the same names as the store's.
class Shop {
 public:
  Shop() { create(); }

  void run(const std::vector<std::string>& statements) const {
    pg::Session session = server_.session("shop");
    for (const std::string& statement : statements) {
      INFO(statement);
      REQUIRE_NOTHROW(session.run(statement));
    }
  }

  /// Without the role and all that it was granted.
  void start_over() const {
    pg::Session session = server_.session();
    session.run("DROP DATABASE shop WITH (FORCE)");
    session.run("DROP ROLE harness");
    create();
  }

  [[nodiscard]] ProgramResult tool(const std::string& program, std::vector<std::string> arguments,
                                   const std::string& role = "harness",
                                   const std::string& more = "") const {
    arguments.insert(arguments.end(),
                     {"--database", fmt::format("host=127.0.0.1 port={} dbname=shop user={} {}",
                                                server_.port(), role, more)});
    return run_program(program, arguments, {.time_limit = std::chrono::seconds{120}});
  }

  [[nodiscard]] ProgramResult seed(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--events", "2000", "--quiet"});
    return tool("seed-events", std::move(more));
  }

  /// Everything about the strangers' tables that would change if somebody wrote to them, or dropped
  /// and made them anew.
  [[nodiscard]] std::string strangers_state() const {
    pg::Session session = server_.session("shop");
    std::string state;
    for (const char* schema : strangers) {
      for (const char* table : their_tables) {
        const pg::Rows rows = session.run(fmt::format(
            "SELECT count(*) || ' ' || min(xmin::text) || ' ' || max(xmax::text) || ' ' || "
            "'{0}.{1}'::regclass::oid || ' ' || pg_relation_filenode('{0}.{1}') AS state FROM "
            "{0}.{1}",
            schema, table));
        state += rows.text(0, "state") + '\n';
      }
    }
    return state;
  }

  [[nodiscard]] const OwnServer& server() const { return server_; }

 private:
  void create() const {
    server_.session().run("CREATE DATABASE shop");
    pg::Session session = server_.session("shop");
    session.run("REVOKE ALL ON DATABASE shop FROM PUBLIC");
    session.run("REVOKE ALL ON SCHEMA public FROM PUBLIC");
    session.run("CREATE SCHEMA production");
    for (const char* schema : strangers) {
      for (const char* table : their_tables) {
        // Of more than 8 pages, so that ours are not taken for as large.
        session.run(fmt::format(
            "CREATE TABLE {}.{} AS SELECT 'precious' AS mine, generate_series(1, 3000) AS n",
            schema, table));
      }
    }
  }

  OwnServer server_{Tcp::without_password};
};

const std::vector<std::string> append_quickly{"--benchmark_filter=append_events/new_1$|first",
                                              "--benchmark_min_time=0.01", "--warm-up", "0"};

std::vector<std::string> in_place_quickly() {
  auto arguments = append_quickly;
  arguments.emplace_back("--in-place");
  return arguments;
}

void check_refused(const ProgramResult& result, const std::string& named) {
  INFO(result.out << result.err);
  CHECK(result.exit_code == 1);
  CHECK(result.err.rfind('\n', result.err.size() - 2) == std::string::npos);
  CHECK_THAT(result.err, ContainsSubstring(named));
}

}  // namespace

TEST_CASE("the documented rights are enough to seed, verify, replace and read, beside strangers",
          "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  const std::string before = shop.strangers_state();
  const auto seeded = shop.seed();
  INFO(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  CHECK(shop.tool("seed-events", {"--verify"}).exit_code == 0);
  CHECK(shop.seed({"--replace", "--store", "eaf-v1"}).exit_code == 0);
  CHECK(shop.tool("seed-events", {"--verify", "--store", "eaf-v1"}).exit_code == 0);
  CHECK(shop.seed({"--replace"}).exit_code == 0);

  const auto bench = shop.tool("eventstore_bench", {"--benchmark_filter=find_event/known_hot",
                                                    "--benchmark_min_time=0.01", "--warm-up", "0"});
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  const auto review = shop.tool("plan-review", {"--filter=-append|store"});
  INFO(review.out << review.err);
  CHECK(review.exit_code == 0);
  CHECK(shop.strangers_state() == before);
  const pg::Rows tables = shop.server().session("shop").run(
      "SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'measured' AND tableowner = "
      "'harness'");
  CHECK(tables.integer(0, "n") == 3);
}

TEST_CASE("a stranger's table further down the search path is no obstacle", "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  shop.run({"GRANT USAGE ON SCHEMA production TO harness",
            "ALTER ROLE harness IN DATABASE shop SET search_path = measured, production"});
  const std::string before = shop.strangers_state();
  const auto seeded = shop.seed();
  INFO(seeded.err);
  CHECK(seeded.exit_code == 0);
  const auto verified = shop.tool("seed-events", {"--verify"});
  INFO(verified.err);
  CHECK(verified.exit_code == 0);
  CHECK(shop.strangers_state() == before);

  shop.run({"GRANT CREATE ON SCHEMA production TO harness",
            "ALTER ROLE harness IN DATABASE shop SET search_path = production"});
  const auto refused = shop.seed({"--replace"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("was not filled by seed-events"));
  CHECK(shop.strangers_state() == before);
}

TEST_CASE("no tool takes a stranger's tables for the data set", "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  shop.run(documented(in_place));
  REQUIRE(shop.seed().exit_code == 0);
  shop.run({"GRANT USAGE ON SCHEMA production TO harness",
            "GRANT ALL ON ALL TABLES IN SCHEMA production TO harness"});
  const std::string before = shop.strangers_state();
  const auto astray = [&](const std::string& program, const std::vector<std::string>& arguments) {
    const auto refused =
        shop.tool(program, arguments, "harness", "options='-csearch_path=production,measured'");
    INFO(refused.out << refused.err);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("the search path finds production.") &&
                                ContainsSubstring("measured.domain_events"));
  };
  astray("seed-events", {"--verify"});
  astray("plan-review", {});
  astray("eventstore_bench", in_place_quickly());
  CHECK(shop.strangers_state() == before);
}

TEST_CASE("each right that is taken away is named in one sentence, and nothing was changed",
          "[pg][rights]") {
  const Shop shop;
  const std::vector<std::string> all = documented(seeding);
  std::size_t taken_away = 0;
  for (const auto& [left_out, named] : std::vector<std::pair<std::string, std::string>>{
           {"GRANT CONNECT", "CONNECT"},
           {"GRANT USAGE ON SCHEMA measured", "GRANT USAGE, CREATE ON SCHEMA"},
           {"GRANT CREATE ON SCHEMA measured", "GRANT CREATE ON SCHEMA measured TO"},
           {"ALTER ROLE harness IN DATABASE", "no schema of its search path"},
           {"GRANT USAGE ON SCHEMA eventstore_harness", "ON SCHEMA eventstore_harness TO"},
           {"GRANT CREATE ON SCHEMA eventstore_harness", "ON SCHEMA eventstore_harness TO"}}) {
    CAPTURE(left_out);
    std::vector<std::string> others = all;
    const auto removed = std::erase_if(
        others, [&start = left_out](const std::string& each) { return each.starts_with(start); });
    REQUIRE(removed == 1);
    ++taken_away;
    shop.run(others);
    check_refused(shop.seed(), named);
    CHECK(shop.server()
              .session("shop")
              .run("SELECT count(*) AS n FROM pg_class WHERE relowner <> 10")
              .integer(0, "n") == 0);
    shop.start_over();
  }
  // All but the two schemas and the role itself.
  CHECK(taken_away == all.size() - 3);

  std::vector<std::string> without_schema = all;
  std::erase_if(without_schema, [](const std::string& each) {
    return each.find("eventstore_harness") != std::string::npos;
  });
  shop.run(without_schema);
  check_refused(shop.seed(), "CREATE SCHEMA eventstore_harness");
  shop.run({"GRANT CREATE ON DATABASE shop TO harness"});
  CHECK(shop.seed().exit_code == 0);
}

TEST_CASE("writes need the documented rights, and say so before anything is measured",
          "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  REQUIRE(shop.seed().exit_code == 0);
  const auto verify = [&] { return shop.tool("seed-events", {"--verify"}).exit_code; };

  check_refused(shop.tool("eventstore_bench", in_place_quickly()), "GRANT TEMPORARY");
  CHECK(verify() == 0);
  shop.run(documented(in_place));
  const auto bench = shop.tool("eventstore_bench", in_place_quickly());
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  CHECK(verify() == 0);

  const auto copies_are_refused = [&](const std::string& statement) {
    const auto refused = shop.tool("eventstore_bench", append_quickly);
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring(statement) && ContainsSubstring("--in-place"));
    CHECK_THAT(refused.out, !ContainsSubstring("append_events/new_1"));
    const auto review = shop.tool("plan-review", {});
    check_refused(review, statement);
    CHECK_THAT(review.err, ContainsSubstring("--filter='-append_events|store_snapshot'"));
  };
  copies_are_refused("ALTER ROLE \"harness\" CREATEDB");
  const auto rights = documented(copying);
  shop.run({rights.at(0)});
  copies_are_refused("ALTER DATABASE \"shop\" OWNER TO \"harness\"");
  shop.run({rights.at(1)});
  const auto copied = shop.tool("eventstore_bench", append_quickly);
  INFO(copied.out << copied.err);
  CHECK((copied.exit_code == 0 || copied.exit_code == 3));
  CHECK(shop.tool("plan-review", {"--mode", "custom"}).exit_code == 0);
  CHECK(verify() == 0);
}

TEST_CASE("what works in a copy says before the review what the role lacks, and leaves no copy",
          "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  REQUIRE(shop.seed().exit_code == 0);
  const auto review = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--mode", "custom", "--filter", "load_aggregate/hot_10$"});
    return shop.tool("plan-review", more);
  };
  const auto copies = [&] {
    return shop.server()
        .session()
        .run("SELECT count(*) AS n FROM pg_database WHERE datname LIKE 'eventstore_disposable%'")
        .integer(0, "n");
  };
  for (const auto& [option, count] : {std::pair{"--mutate", ""}, std::pair{"--stability", "2"}}) {
    std::vector<std::string> arguments{option};
    if (*count != '\0') arguments.emplace_back(count);
    const auto refused = review(arguments);
    check_refused(refused, "ALTER ROLE \"harness\" CREATEDB");
    CHECK_THAT(refused.err, ContainsSubstring(fmt::format("or leave {} out", option)));
    CHECK_THAT(refused.out, !ContainsSubstring("load_aggregate"));
  }
  shop.run(documented(copying));
  const auto mutated = review({"--mutate"});
  INFO(mutated.out << mutated.err);
  CHECK(mutated.exit_code == 0);

  shop.run({"CREATE ROLE keeper", "ALTER TABLE measured.domain_events OWNER TO keeper",
            "GRANT SELECT ON measured.domain_events TO harness"});
  const auto refused = review({"--mutate"});
  check_refused(refused, "only its owner keeper may, not role harness");
  CHECK_THAT(refused.out, !ContainsSubstring("load_aggregate"));
  // Whose the database is may take statistics of all its tables.
  const auto repeated = review({"--stability", "1"});
  INFO(repeated.out << repeated.err);
  CHECK(repeated.exit_code == 0);
  CHECK_THAT(repeated.err, !ContainsSubstring("permission denied"));
  CHECK(copies() == 0);
}

TEST_CASE("a role that may only read measures reads, and learns what it lacks", "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  REQUIRE(shop.seed().exit_code == 0);
  const auto rights = documented(reading);
  shop.run(rights);
  const auto review = shop.tool("plan-review", {"--filter=-append|store"}, "reader");
  INFO(review.out << review.err);
  CHECK(review.exit_code == 0);
  CHECK(shop.tool("seed-events", {"--verify"}, "reader").exit_code == 0);
  check_refused(
      shop.tool("seed-events", {"--replace", "--events", "10", "--tenants", "1"}, "reader"),
      "may not create tables in schema measured");

  shop.run({"REVOKE SELECT ON eventstore_harness.manifest FROM reader"});
  check_refused(shop.tool("plan-review", {"--filter=-append|store"}, "reader"),
                "the right to read eventstore_harness.manifest");
  shop.run({"REVOKE USAGE ON SCHEMA eventstore_harness FROM reader"});
  check_refused(shop.tool("plan-review", {"--filter=-append|store"}, "reader"),
                "GRANT USAGE ON SCHEMA eventstore_harness");
}

TEST_CASE("the role may be given the right to checkpoint", "[pg][rights]") {
  const Shop shop;
  if (shop.server().session().server_version() < 150'000) SKIP("pg_checkpoint is of PostgreSQL 15");
  shop.run(documented(seeding));
  shop.run(documented(checkpoint));
  pg::Session session{pg::resolve_database(
      fmt::format("host=127.0.0.1 port={} dbname=shop user=harness", shop.server().port()), "")};
  CHECK_NOTHROW(session.run("CHECKPOINT"));
  CHECK_NOTHROW(session.run("SHOW data_directory"));
  CHECK(shop.seed().exit_code == 0);
}

TEST_CASE("a table that a stranger makes during a seed is not taken for ours", "[pg][rights]") {
  const Shop shop;
  shop.run(documented(seeding));
  const StoreCopy store{"reference"};
  // Waits between two tables until we let it go on.
  store.write("tables/1_wait.sql", "SELECT pg_advisory_xact_lock(4711)");
  pg::Session gate = shop.server().session("shop");
  gate.run("SELECT pg_advisory_lock(4711)");
  auto seeding_run = std::async(std::launch::async, [&] {
    return shop.seed({"--store", store.path()});
  });
  const auto is_waiting = [&] {
    return gate
        .run(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) AS "
            "waiting")
        .boolean(0, "waiting");
  };
  while (!is_waiting() &&
         seeding_run.wait_for(std::chrono::milliseconds{10}) != std::future_status::ready) {
  }
  gate.run("CREATE TABLE measured.meanwhile AS SELECT 'precious' AS mine");
  gate.run("SELECT pg_advisory_unlock(4711)");
  const auto seeded = seeding_run.get();
  INFO(seeded.err);
  REQUIRE(seeded.exit_code == 0);
  const auto replaced = shop.seed({"--replace"});
  INFO(replaced.err);
  CHECK(replaced.exit_code == 0);
  CHECK(gate.run("SELECT mine FROM measured.meanwhile").text(0, "mine") == "precious");
}

}  // namespace eventstore::tests
