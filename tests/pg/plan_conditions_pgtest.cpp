// What the state of a database does to a review.

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
using Catch::Matchers::Matches;
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

TEST_CASE("changes are given as a minimum where the server has not counted since ANALYZE",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  seeded.change("ALTER TABLE domain_events SET (autovacuum_enabled = off)");
  const auto change_and_review = [&] {
    seeded.change("UPDATE domain_events SET tenant_key = tenant_key WHERE global_position % 3 = 0");
    return seeded.run("plan-review",
                      {"--mode", "custom", "--filter", "^find_event/", "--allow-differences"});
  };
  seeded.change("VACUUM (ANALYZE) domain_events");
  const ProgramResult counted = change_and_review();
  INFO(counted.out << counted.err);
  CHECK_THAT(counted.out, Matches(R"([^]*they know [\d,]+ rows, and [\d,]+ were seeded; )"
                                  R"([\d,]+ changed since\)[^]*)"));

  seeded.change("SELECT pg_stat_reset()");
  const ProgramResult forgotten = change_and_review();
  INFO(forgotten.out << forgotten.err);
  CHECK_THAT(forgotten.out, Matches(R"([^]*they know [\d,]+ rows, and [\d,]+ were seeded; )"
                                    R"(at least [\d,]+ changed since\)[^]*)"));
}

}  // namespace eventstore
