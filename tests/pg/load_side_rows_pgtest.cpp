// What a run does to tenants and snapshots: found where it is damage, told where it may be meant.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/load_runs.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::string appends = R"("append events=3" = 1)";

}  // namespace

TEST_CASE("tenants that a run adds, renames or deletes are found", "[pg][load]") {
  const LoadRuns runs;
  const result::LoadResult sound = runs.run(short_load(appends));
  INFO(kinds(sound));
  CHECK(exit_of(sound) == 0);
  CHECK(sound.ledger.unjudged.empty());

  const result::LoadResult added = runs.run(
      short_load(appends),
      {.sql = before_each("INSERT INTO tenants (tenant_key, tenant_id) SELECT 4711, 'strange' "
                          "WHERE NOT EXISTS (SELECT FROM tenants WHERE "
                          "tenant_id = 'strange')")});
  INFO(kinds(added));
  CHECK(exit_of(added) == 6);
  CHECK_THAT(first_of(added, "unasked"), ContainsSubstring("strange is stored"));

  const result::LoadResult renamed = runs.run(
      short_load(appends),
      {.sql = before_each("UPDATE tenants SET tenant_id = 'renamed' WHERE tenant_key = 3")});
  INFO(kinds(renamed));
  CHECK(exit_of(renamed) == 6);
  CHECK(count_of(renamed, "seeded lost") == 1);
  CHECK(count_of(renamed, "unasked") == 1);
}

TEST_CASE("a trigger that counts by tenant is told, not accused", "[pg][load]") {
  const LoadRuns runs;
  const result::LoadResult counted =
      runs.run(short_load(appends),
               {.sql = "ALTER TABLE tenants ADD COLUMN events bigint DEFAULT 0; " +
                       before_each("UPDATE tenants SET events = events + 1 WHERE tenant_key = 1")});
  INFO(kinds(counted));
  CHECK(exit_of(counted) == 0);
  CHECK_THAT(counted.ledger.unjudged, ContainsSubstring("changed"));
}

TEST_CASE("snapshots that no step stores are told, and those of a step as well", "[pg][load]") {
  const LoadRuns runs;
  const result::LoadResult added = runs.run(
      short_load(appends),
      {.sql = before_each("INSERT INTO aggregate_snapshots (sequence_number, tenant_key, "
                          "aggregate_id, aggregate_type, payload) VALUES (1, NEW.tenant_key, "
                          "gen_random_uuid(), 'Order', '{}')")});
  INFO(kinds(added));
  CHECK(exit_of(added) == 0);
  CHECK_THAT(added.ledger.unjudged, ContainsSubstring("snapshots new"));

  const result::LoadResult stored =
      runs.run(short_load(R"("call store_snapshot/newer_hot" = 1)", 1));
  INFO(kinds(stored));
  CHECK(exit_of(stored) == 0);
  CHECK_THAT(stored.ledger.unjudged, ContainsSubstring("newer"));
}

TEST_CASE("what a function stores beside the events is not compared", "[pg][load]") {
  const StoreCopy own{"reference"};
  own.write("tables/9_prune.sql",
            R"(CREATE FUNCTION prune(tenant integer) RETURNS void LANGUAGE sql AS $$
  DELETE FROM aggregate_snapshots WHERE tenant_key = tenant
$$;
)");
  own.write("operations/prune.sql", R"(-- @name      prune
-- @question  What does it cost to drop a tenant's snapshots?
-- @param     tenant_key  integer  from tenant.key
-- @case      hot  tenant=hot
-- @rows      1
-- @writes
SELECT prune(:tenant_key)
)");
  const LoadRuns runs{own.path()};
  const result::LoadResult load = runs.run(short_load(R"("call prune/hot" = 1)"));
  INFO(kinds(load));
  CHECK(exit_of(load) == 0);
  CHECK_THAT(load.ledger.unjudged,
             ContainsSubstring("snapshots not compared: prune may change them"));
}

TEST_CASE("an operation may register tenants and prune snapshots", "[pg][load]") {
  const StoreCopy own{"reference"};
  own.write("operations/register_tenant.sql", R"(-- @name      register_tenant
-- @question  What does a new tenant cost?
-- @param     tenant_key  integer  from tenant.key
-- @case      hot  tenant=hot
-- @rows      1
INSERT INTO tenants (tenant_key, tenant_id)
SELECT k, k::text FROM (SELECT 1000000 + :tenant_key + (random() * 1000000000)::integer AS k) AS new
)");
  own.write("operations/prune_snapshots.sql", R"(-- @name      prune_snapshots
-- @question  What does it cost to drop a snapshot?
-- @param     tenant_key  integer  from tenant.key
-- @case      hot  tenant=hot
-- @rows      0..1000000
DELETE FROM aggregate_snapshots WHERE tenant_key = :tenant_key
)");
  const LoadRuns runs;
  const result::LoadResult load =
      runs.run(short_load(R"("call register_tenant/hot" = 1, "call prune_snapshots/hot" = 1)"),
               {.profile = own.path()});
  INFO(kinds(load));
  CHECK(exit_of(load) == 0);
  CHECK_THAT(load.ledger.unjudged,
             ContainsSubstring("tenants not compared: register_tenant may change them"));
  CHECK_THAT(load.ledger.unjudged,
             ContainsSubstring("snapshots not compared: prune_snapshots may change them"));
}

}  // namespace eventstore::tests
