// What the loader knows of partitions of all kinds before it writes a row.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/pg/session.hpp"
#include "generator/partition_routing.hpp"
#include "generator/plan.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

namespace {

/// Where the routing sends a row, without the schema.
std::string target_of(const seed::PartitionRouting& routing, std::int32_t tenant_key,
                      std::int64_t position = 1) {
  eventstore::Event row;
  row.tenant_key = tenant_key;
  row.position = position;
  const std::string target = routing.targets()[routing.target_of(row)];
  return target.substr(target.find('.') + 1);
}

seed::PartitionRouting routing_of(const pg::Database& database, const std::string& key,
                                  const std::vector<std::string>& partitions) {
  pg::Session session{database};
  session.run("CREATE TABLE e (p bigint, t integer, id text) PARTITION BY " + key);
  for (const std::string& partition : partitions) session.run("CREATE TABLE " + partition);
  using seed::Encoding, seed::Field;
  const seed::TableLayout layout{.name = "e",
                                 .identifier = "e",
                                 .columns = {{Field::position, Encoding::int64, "p"},
                                             {Field::tenant_key, Encoding::int32, "t"},
                                             {Field::tenant_id, Encoding::text, "id"}},
                                 .column_list = "p, t, id"};
  const std::vector<seed::PlannedTenant> tenants{
      {.key = 1, .id = "it's one"}, {.key = 2, .id = "two"}, {.key = 3, .id = "three"}};
  return seed::PartitionRouting::read(session, layout, tenants);
}

}  // namespace

TEST_CASE("where partitions are not of tenants or positions alone, rows go to the table",
          "[pg][partitions]") {
  const EmptiedDatabase scratch;
  const auto routing = [&](const std::string& key, const std::vector<std::string>& partitions) {
    return routing_of(scratch.database(), key, partitions);
  };
  SECTION("a list of tenants, one of them in partitions of partitions") {
    const auto found = routing("LIST (t)", {"one PARTITION OF e FOR VALUES IN (1)",
                                            "two PARTITION OF e FOR VALUES IN (2) PARTITION BY "
                                            "RANGE (p)",
                                            "others PARTITION OF e DEFAULT"});
    CHECK(target_of(found, 1) == "one");
    CHECK(target_of(found, 2) == "e");
    CHECK(target_of(found, 3) == "others");
    CHECK(target_of(found, 4) == "e");  // No tenant of the plan.
  }
  SECTION("ids of tenants, with a quote") {
    const auto found = routing("LIST (id)", {"one PARTITION OF e FOR VALUES IN ('it''s one')",
                                             "rest PARTITION OF e FOR VALUES IN ('two', 'three')"});
    CHECK(target_of(found, 1) == "one");
    CHECK(target_of(found, 3) == "rest");
  }
  SECTION("key and id of the tenant") {
    const auto found =
        routing("RANGE (t, id)", {"low PARTITION OF e FOR VALUES FROM (1, MINVALUE) TO (2, 'zzz')",
                                  "high PARTITION OF e FOR VALUES FROM (2, 'zzz') TO (9, 'a')"});
    CHECK(target_of(found, 2) == "low");
    CHECK(target_of(found, 3) == "high");
  }
  SECTION("positions, with a default for the rest") {
    const auto found =
        routing("RANGE (p)",
                {"late PARTITION OF e FOR VALUES FROM (10) TO (MAXVALUE)",
                 "early PARTITION OF e FOR VALUES FROM (1) TO (5)", "rest PARTITION OF e DEFAULT"});
    CHECK(target_of(found, 1, 1) == "early");
    CHECK(target_of(found, 1, 4) == "early");
    CHECK(target_of(found, 1, 5) == "e");
    CHECK(target_of(found, 1, 10) == "late");
    CHECK(target_of(found, 1, 0) == "e");
  }
  SECTION("tenant and position, an expression, a hash of positions") {
    const auto [key, bound] = GENERATE(table<std::string, std::string>({
        {"HASH (t, p)", "WITH (MODULUS 1, REMAINDER 0)"},
        {"RANGE ((p / 10))", "FROM (MINVALUE) TO (MAXVALUE)"},
        {"HASH (p)", "WITH (MODULUS 1, REMAINDER 0)"},
    }));
    const auto found = routing(key, {"all_rows PARTITION OF e FOR VALUES " + bound});
    CHECK(target_of(found, 1) == "e");
  }
}

}  // namespace eventstore::tests
