// What --apply would do: it creates, replaces and drops what the manifest lists, and leaves tables,
// columns and what others made.
#include "generator/apply_plan.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <catch2/matchers/catch_matchers_vector.hpp>

#include "core/dataset/object_statements.hpp"
#include "tests/support/recorded_store.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Equals;
using seed::ApplyPlan;
using Texts = std::vector<std::string>;

namespace {

ApplyPlan plan_for(const RecordedStore& store) {
  return seed::plan_to_apply(
      store.catalogue, store.manifest, store.found,
      dataset::compare_folder(store.catalogue, store.manifest, store.found, 15));
}

Texts drops_of(const seed::ApplyStep& step) {
  Texts statements;
  for (const auto& object : step.drops) statements.push_back(dataset::drop_statement(object));
  return statements;
}

}  // namespace

TEST_CASE("nothing is applied to a database that is as the folder makes it", "[unit][apply]") {
  const ApplyPlan plan = plan_for(RecordedStore{});
  CHECK(plan.steps.empty());
  CHECK(plan.left.empty());
}

TEST_CASE("a new script is run, unless somebody made its index already", "[unit][apply]") {
  RecordedStore store;
  store.add_script("indexes/by_time.sql", {"CREATE INDEX by_time ON events (at)"});
  const ApplyPlan plan = plan_for(store);
  REQUIRE(plan.steps.size() == 1);
  CHECK(plan.steps[0].text == "run indexes/by_time.sql, which is new");
  CHECK_THAT(plan.steps[0].statements, Equals(Texts{"CREATE INDEX by_time ON events (at)"}));
  CHECK(plan.steps[0].drops.empty());

  store.add({"index", "public.by_time", "public.events", "CREATE INDEX by_time", "me", ""});
  const ApplyPlan refused = plan_for(store);
  CHECK(refused.steps.empty());
  CHECK(refused.left.size() == 2);  // The index, and the script that is not run.
}

TEST_CASE("what a script that is gone has made is dropped, but for tables", "[unit][apply]") {
  RecordedStore store;
  SECTION("an index") {
    store.remove_script("indexes/by_tenant.sql");
    const ApplyPlan plan = plan_for(store);
    REQUIRE(plan.steps.size() == 1);
    CHECK_THAT(drops_of(plan.steps[0]), Equals(Texts{"DROP INDEX public.by_tenant"}));
    CHECK(plan.steps[0].statements.empty());
  }
  SECTION("a trigger, then its function") {
    store.remove_script("tables/2_note.sql");
    const ApplyPlan plan = plan_for(store);
    REQUIRE(plan.steps.size() == 2);
    CHECK_THAT(drops_of(plan.steps[0]), Equals(Texts{"DROP TRIGGER noted ON public.events"}));
    CHECK_THAT(drops_of(plan.steps[1]), Equals(Texts{"DROP ROUTINE public.note()"}));
  }
  SECTION("a table stays, and all that belongs to it") {
    store.remove_script("tables/1_events.sql");
    const ApplyPlan plan = plan_for(store);
    CHECK(plan.steps.empty());
    REQUIRE(plan.left.size() == 1);
    CHECK_THAT(plan.left[0],
               ContainsSubstring("table public.events") && ContainsSubstring("drops no tables"));
  }
}

TEST_CASE("an index file that says something else replaces what it made", "[unit][apply]") {
  RecordedStore store;
  store.script("indexes/by_tenant.sql").statements = {"CREATE INDEX by_tenant ON events (at)"};
  const ApplyPlan plan = plan_for(store);
  REQUIRE(plan.steps.size() == 1);
  CHECK_THAT(drops_of(plan.steps[0]), Equals(Texts{"DROP INDEX public.by_tenant"}));
  CHECK_THAT(plan.steps[0].statements, Equals(Texts{"CREATE INDEX by_tenant ON events (at)"}));
}

TEST_CASE("a function is replaced by its script, and dropped only where that fails",
          "[unit][apply]") {
  RecordedStore store;
  store.script("tables/2_note.sql").statements[0] = "CREATE OR REPLACE FUNCTION note() AS $$ y $$";
  const ApplyPlan plan = plan_for(store);
  REQUIRE(plan.steps.size() == 1);
  CHECK_THAT(drops_of(plan.steps[0]), Equals(Texts{"DROP TRIGGER noted ON public.events"}));
  REQUIRE(plan.steps[0].replaced.size() == 1);
  CHECK(plan.steps[0].replaced[0].name == "public.note()");
}

TEST_CASE("a script that made a table is run in the parts that are new, where these only define",
          "[unit][apply]") {
  RecordedStore store;
  auto& statements = store.script("tables/1_events.sql").statements;
  SECTION("a column more is left") {
    statements[0] = "CREATE TABLE events (position bigint PRIMARY KEY, more text)";
    const ApplyPlan plan = plan_for(store);
    CHECK(plan.steps.empty());
    REQUIRE(plan.left.size() == 1);
    CHECK_THAT(plan.left[0], ContainsSubstring("seed anew with --replace"));
  }
  SECTION("rows that would be written are left") {
    statements.emplace_back("INSERT INTO events VALUES (1)");
    CHECK(plan_for(store).steps.empty());
  }
  SECTION("an index more is made") {
    statements.emplace_back("CREATE INDEX by_time ON events (at)");
    const ApplyPlan plan = plan_for(store);
    REQUIRE(plan.steps.size() == 1);
    CHECK_THAT(plan.steps[0].statements, Equals(Texts{"CREATE INDEX by_time ON events (at)"}));
    CHECK(plan.steps[0].drops.empty());
  }
}

TEST_CASE("what is gone or was changed behind our back is made again", "[unit][apply]") {
  RecordedStore store;
  SECTION("an index: its script is run again") {
    store.drop("index", "public.by_tenant");
    const ApplyPlan plan = plan_for(store);
    REQUIRE(plan.steps.size() == 1);
    CHECK(plan.steps[0].drops.empty());
    CHECK_THAT(plan.steps[0].statements,
               Equals(Texts{"CREATE INDEX by_tenant ON events (tenant)"}));
  }
  SECTION("an index that was changed is dropped before") {
    store.object("index", "public.by_tenant").definition += " INVALID";
    const ApplyPlan plan = plan_for(store);
    REQUIRE(plan.steps.size() == 1);
    CHECK_THAT(drops_of(plan.steps[0]), Equals(Texts{"DROP INDEX public.by_tenant"}));
  }
  SECTION("a table's constraint, from its definition") {
    store.drop("constraint", "events_pkey");
    store.drop("index", "public.events_pkey");
    const ApplyPlan plan = plan_for(store);
    REQUIRE(plan.steps.size() == 1);
    CHECK_THAT(plan.steps[0].statements,
               Equals(Texts{"ALTER TABLE public.events ADD CONSTRAINT events_pkey PRIMARY KEY "
                            "(position)"}));
  }
  SECTION("a column is left") {
    store.drop("column", "at");
    const ApplyPlan plan = plan_for(store);
    CHECK(plan.steps.empty());
    CHECK(plan.left.size() == 1);
  }
  SECTION("a table is left") {
    store.drop("table", "public.events");
    const ApplyPlan plan = plan_for(store);
    CHECK(plan.steps.empty());
    CHECK(plan.left.size() == 1);
  }
}

TEST_CASE("what others added to the store's table stays", "[unit][apply]") {
  RecordedStore store;
  store.add({"trigger", "theirs", "public.events", "CREATE TRIGGER theirs", "me", ""});
  store.add({"column", "theirs", "public.events", "text", "me", ""});
  const ApplyPlan plan = plan_for(store);
  CHECK(plan.steps.empty());
  REQUIRE(plan.left.size() == 2);
  for (const std::string& text : plan.left) {
    CHECK_THAT(text, ContainsSubstring("seed-events did not make it, so it stays"));
  }
}

TEST_CASE("definitions become the statements that make objects again", "[unit][apply]") {
  using dataset::restore_statement;
  CHECK(restore_statement({"index", "public.i", "public.t",
                           "CREATE INDEX i ON ONLY public.t USING btree (a)", "", ""}) ==
        "CREATE INDEX i ON public.t USING btree (a)");
  CHECK(restore_statement(
            {"view", "public.v", "", "WITH (security_barrier=true) SELECT 1", "", ""}) ==
        "CREATE VIEW public.v WITH (security_barrier=true) AS  SELECT 1");
  CHECK(restore_statement({"view", "public.v", "", "WITH a AS (SELECT 1) SELECT 1", "", ""}) ==
        "CREATE VIEW public.v  AS WITH a AS (SELECT 1) SELECT 1");
  CHECK(restore_statement({"policy", "p", "public.t", "PERMISSIVE FOR ALL TO public", "", ""}) ==
        "CREATE POLICY p ON public.t AS PERMISSIVE FOR ALL TO public");
  CHECK_FALSE(restore_statement({"trigger", "t", "public.t", "CREATE TRIGGER t DISABLED", "", ""}));
  CHECK_FALSE(restore_statement({"column", "c", "public.t", "text", "", ""}));
}
