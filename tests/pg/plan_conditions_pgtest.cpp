// What the state of a database does to a review, and what a review does to a database.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::ProgramResult;
using tests::SeededDatabase;

namespace {

/// Lets an index-only scan find no page visible to all, as after a VACUUM that a snapshot held
/// back.
void hide_pages(const SeededDatabase& seeded, const std::string& table) {
  seeded.change("CREATE EXTENSION IF NOT EXISTS pg_visibility");
  seeded.change("SELECT pg_truncate_visibility_map('" + table + "')");
  pg::Session holder{seeded.database()};
  holder.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
  holder.run("SELECT pg_current_xact_id()");
  seeded.change("UPDATE " + table + " SET tenant_key = tenant_key");
  seeded.change("VACUUM (ANALYZE) " + table);
  holder.run("ROLLBACK");
}

/// How many texts of pg_stat_statements there are, how long they are in all, and of how many
/// databases that are gone.
struct Texts {
  std::int64_t count = 0;
  std::int64_t bytes = 0;
  std::int64_t strangers = 0;
};

Texts texts_in(pg::Session& session) {
  const pg::Rows rows = session.run(
      "SELECT count(*) AS count, coalesce(sum(length(query)), 0) AS bytes, count(*) FILTER (WHERE "
      "NOT EXISTS (SELECT FROM pg_database AS d WHERE d.oid = s.dbid)) AS strangers "
      "FROM pg_stat_statements AS s WHERE dbid = (SELECT oid FROM pg_database WHERE datname = "
      "current_database()) OR NOT EXISTS (SELECT FROM pg_database AS d WHERE d.oid = s.dbid)");
  return {rows.integer(0, "count"), rows.integer(0, "bytes"), rows.integer(0, "strangers")};
}

}  // namespace

TEST_CASE("pages that are not all-visible are said, and make index-only scans not comparable",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  tests::plan_as_on_our_server(seeded.database());
  const tests::TemporaryDirectory directory;
  const std::string baseline = directory / "baseline";
  const auto review = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--mode", "custom", "--filter", "^(create_|load_aggregate/)",
                             "--baseline", baseline});
    return seeded.run("plan-review", more);
  };
  const ProgramResult sound = review({"--update-baseline"});
  INFO(sound.out << sound.err);
  REQUIRE(sound.exit_code == 0);
  CHECK_THAT(sound.out, !ContainsSubstring("all-visible") && !ContainsSubstring("statistics"));

  hide_pages(seeded, "domain_events");
  const ProgramResult hidden = review({"--out", directory / "plans.json"});

  INFO(hidden.out << hidden.err);
  CHECK(hidden.exit_code != 4);
  CHECK_THAT(hidden.out, ContainsSubstring("pages of domain_events are not all-visible") &&
                             ContainsSubstring("VACUUM (ANALYZE) domain_events"));
  const auto document = result::read_document(directory / "plans.json");
  CHECK(document.dataset.at("conditions").size() >= 1);
  for (const result::PlanResult& plan : document.plans) {
    const bool is_index_only =
        plan.signature.find("Index Only Scan") != std::string::npos && plan.change;
    if (is_index_only) CHECK(plan.change->kind == result::PlanChange::Kind::not_comparable);
  }
}

TEST_CASE("statistics that are older than the data are said", "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  seeded.change("ALTER TABLE domain_events SET (autovacuum_enabled = off)");
  seeded.change("UPDATE domain_events SET tenant_key = tenant_key WHERE global_position % 3 = 0");
  seeded.change("SELECT pg_stat_force_next_flush()");

  const ProgramResult result = seeded.run(
      "plan-review", {"--mode", "custom", "--filter", "^find_event/", "--allow-differences"});

  INFO(result.out << result.err);
  CHECK_THAT(result.out, ContainsSubstring("the statistics of domain_events are older than its "
                                           "data"));
}

TEST_CASE("a review leaves a few short texts behind, however many and long the values are",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  // Its sessions end at once: a database with a session on it cannot be copied.
  const auto texts_now = [&seeded] {
    pg::Session session{seeded.database()};
    return texts_in(session);
  };
  try {
    seeded.change("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    static_cast<void>(texts_now());
  } catch (const pg::StatementError&) {
    SKIP("pg_stat_statements is not loaded on this server");
  }
  const auto left_by = [&](const std::string& filter) {
    seeded.change("SELECT pg_stat_statements_reset()");
    const ProgramResult result = seeded.run("plan-review", {"--filter", filter});
    INFO(result.out << result.err);
    CHECK(result.exit_code == 0);
    return texts_now();
  };

  const Texts ten = left_by("^append_events/new_10$");
  const Texts thousand = left_by("^append_events/new_1000$");

  CHECK(thousand.count <= ten.count);
  CHECK(thousand.bytes <= ten.bytes + 100);
  CHECK(thousand.bytes < 25'000);  // Of these sql/harness/store_objects.sql has 12,063.
  CHECK(thousand.strangers == 0);
}

}  // namespace eventstore
