// What the tools leave in pg_stat_statements of a user's server.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <fmt/ranges.h>

#include "core/pg/session.hpp"
#include "tests/support/seeded_database.hpp"

namespace eventstore {

using tests::ProgramResult;
using tests::SeededDatabase;

namespace {

/// How many texts of pg_stat_statements there are, how long they are in all, and of how many
/// databases that are gone.
struct Texts {
  std::int64_t count = 0;
  std::int64_t bytes = 0;
  std::int64_t strangers = 0;
};

/// Its session ends at once: a database with a session on it cannot be copied.
Texts texts_in(const SeededDatabase& seeded) {
  pg::Session session{seeded.database()};
  const pg::Rows rows = session.run(
      "SELECT count(*) AS count, coalesce(sum(length(query)), 0) AS bytes, count(*) FILTER (WHERE "
      "NOT EXISTS (SELECT FROM pg_database AS d WHERE d.oid = s.dbid)) AS strangers "
      "FROM pg_stat_statements AS s WHERE dbid = (SELECT oid FROM pg_database WHERE datname = "
      "current_database()) OR NOT EXISTS (SELECT FROM pg_database AS d WHERE d.oid = s.dbid)");
  return {rows.integer(0, "count"), rows.integer(0, "bytes"), rows.integer(0, "strangers")};
}

void keep_texts_or_skip(const SeededDatabase& seeded) {
  try {
    seeded.change("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    static_cast<void>(texts_in(seeded));
  } catch (const pg::StatementError&) {
    SKIP("pg_stat_statements is not loaded on this server");
  }
}

}  // namespace

TEST_CASE("a review leaves a few short texts behind, however many and long the values are",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  keep_texts_or_skip(seeded);
  const auto left_by = [&](const std::string& filter) {
    seeded.change("SELECT pg_stat_statements_reset()");
    const ProgramResult result = seeded.run("plan-review", {"--filter", filter});
    INFO(result.out << result.err);
    CHECK(result.exit_code == 0);
    return texts_in(seeded);
  };

  const Texts ten = left_by("^append_events/new_10$");
  const Texts thousand = left_by("^append_events/new_1000$");

  CHECK(thousand.count <= ten.count);
  CHECK(thousand.bytes <= ten.bytes + 100);
  CHECK(thousand.bytes < 25'000);  // Of these sql/harness/store_objects.sql has 12,063.
  CHECK(thousand.strangers == 0);
}

TEST_CASE("no tool leaves more texts behind the second time, with other values", "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  keep_texts_or_skip(seeded);
  using Runs = std::vector<std::vector<std::string>>;
  const std::vector<std::string> bench{"--warm-up", "0", "--benchmark_min_time=0.02",
                                       "--benchmark_filter=append_events/new_10$|find_event"};
  const std::vector<std::string> load{"run", "light", "--duration-scale", "0.02"};
  const std::vector<std::pair<std::string, Runs>> tools{
      {"eventstore_bench", {bench, bench}},
      {"eventstore_load", {load, load}},
      {"seed-events", {{"--append", "10"}, {"--append", "500"}}},
      {"seed-events", {{"--verify"}, {"--verify"}}},
      {"plan-review",
       {{"--filter", "^append_events/new_1$"}, {"--filter", "^append_events/new_100$"}}}};
  for (const auto& [program, runs] : tools) {
    seeded.change("SELECT pg_stat_statements_reset()");
    static_cast<void>(texts_in(seeded));  // It leaves its own text.
    std::vector<Texts> left;
    for (const auto& arguments : runs) {
      const ProgramResult result = seeded.run(program, arguments);
      INFO(program << " " << fmt::format("{}", fmt::join(arguments, " ")) << "\n"
                   << result.out << result.err);
      CHECK(result.exit_code == 0);
      left.push_back(texts_in(seeded));
    }
    INFO(program << ": " << left[0].bytes << " bytes, then " << left[1].bytes);
    CHECK(left[1].count <= left[0].count);
    CHECK(left[1].bytes <= left[0].bytes + 100);
    CHECK(left[1].strangers == 0);
  }
}

}  // namespace eventstore
