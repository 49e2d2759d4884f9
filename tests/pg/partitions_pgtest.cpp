// The partitioned stores: how they are filled and verified, what reviews and benchmarks make of
// them.

#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "generator/partition_routing.hpp"
#include "generator/plan.hpp"
#include "tests/support/narrow_ranges.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// A database that is filled with 12 tenants' events.
class FilledStore {
 public:
  explicit FilledStore(std::string store, int events = seeded_events)
      : store_(std::move(store)), seeded_(SeededDatabase::create_or_skip(store_, events)) {}

  [[nodiscard]] ProgramResult run(const std::string& program,
                                  std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--store", store_});
    return seeded_.run(program, arguments);
  }
  pg::Rows sql(const std::string& statement) const {
    return pg::Session{database()}.run(statement);
  }
  [[nodiscard]] const pg::Database& database() const { return seeded_.database(); }
  [[nodiscard]] std::string fingerprint() const {
    pg::Session session{database()};
    return dataset::read_manifest(session).value().fingerprint;
  }

 private:
  std::string store_;
  SeededDatabase seeded_;
};

/// Where the routing sends a row, without the schema.
std::string target_of(const seed::PartitionRouting& routing, std::int32_t tenant_key,
                      std::int64_t position = 1) {
  eventstore::Event row;
  row.tenant_key = tenant_key;
  row.position = position;
  const std::string target = routing.targets()[routing.target_of(row)];
  return target.substr(target.find('.') + 1);
}

/// Names after " on " that are of partitions of the events.
std::set<std::string> partitions_in(const std::string& plan_text) {
  std::set<std::string> found;
  constexpr std::string_view before = " on domain_events_";
  for (auto at = plan_text.find(before); at != std::string::npos;
       at = plan_text.find(before, at + 1)) {
    const auto begin = at + 4;
    found.insert(plan_text.substr(begin, plan_text.find_first_of(" \n", begin) - begin));
  }
  return found;
}

}  // namespace

TEST_CASE("partitioned stores hold the reference store's events, and verify", "[pg][partitions]") {
  const std::string of_reference = FilledStore{"reference"}.fingerprint();
  const NarrowRanges ranges;
  const std::string store = ranges.or_hash(GENERATE(false, true));
  CAPTURE(store);
  const FilledStore filled{store};
  CHECK(filled.fingerprint() == of_reference);
  const auto parts = filled.sql(
      "SELECT tableoid::regclass::text AS part, count(*) AS events, "
      "count(*) FILTER (WHERE transaction_id = '1') AS seeded "
      "FROM domain_events GROUP BY 1");
  CHECK(parts.size() >= 4);
  const ProgramResult verified = filled.run("seed-events", {"--verify", "--connections", "3"});
  INFO(verified.err);
  CHECK(verified.exit_code == 0);
  CHECK(
      filled.sql("SELECT nextval(pg_get_serial_sequence('domain_events', 'global_position')) AS n")
          .integer(0, "n") == 20'001);
}

TEST_CASE("rows that were sent to partitions lie where the whole table would have put them",
          "[pg][partitions]") {
  const NarrowRanges ranges;
  const std::string store = ranges.or_hash(GENERATE(false, true));
  CAPTURE(store);
  const FilledStore filled{store};
  filled.sql(
      "CREATE TABLE as_loaded AS SELECT tableoid::regclass::text AS part, * "
      "FROM domain_events");
  filled.sql("TRUNCATE domain_events");
  filled.sql("ALTER TABLE as_loaded RENAME part TO loaded_into");
  filled.sql("CREATE TABLE moved AS TABLE as_loaded");
  filled.sql("ALTER TABLE moved DROP loaded_into");
  filled.sql("INSERT INTO domain_events TABLE moved");
  CHECK(filled
            .sql("SELECT count(*) AS n FROM domain_events AS e JOIN as_loaded AS l USING "
                 "(global_position) WHERE e.tableoid::regclass::text = l.loaded_into")
            .integer(0, "n") == 20'000);

  // And that is what the loader knew beforehand.
  const auto catalogue = catalogue::load_catalogue(store);
  pg::Session session{filled.database()};
  const auto layout = seed::read_layout(session, catalogue);
  const auto plan = seed::make_plan({.events = 20'000, .tenants = 12});
  const auto routing = seed::PartitionRouting::read(session, layout.events, plan.tenants);
  const auto rows = session.run(
      "SELECT loaded_into, tenant_key, min(global_position) AS first, max(global_position) AS last "
      "FROM as_loaded GROUP BY 1, 2");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto tenant = static_cast<std::int32_t>(rows.integer(i, "tenant_key"));
    CHECK(target_of(routing, tenant, rows.integer(i, "first")) == rows.text(i, "loaded_into"));
    CHECK(target_of(routing, tenant, rows.integer(i, "last")) == rows.text(i, "loaded_into"));
  }
}

TEST_CASE("what a load left is continued: heads are those of the events", "[pg][partitions]") {
  const FilledStore filled{"reference-range", 3000};
  CHECK(filled
            .sql("SELECT count(*) AS n FROM aggregate_heads AS h FULL JOIN (SELECT tenant_key, "
                 "aggregate_id, max(sequence_number) AS version FROM domain_events GROUP BY 1, 2) "
                 "AS e USING (tenant_key, aggregate_id) WHERE h.version IS DISTINCT FROM e.version")
            .integer(0, "n") == 0);
}

TEST_CASE("damage in one partition is found", "[pg][partitions]") {
  const FilledStore filled{"reference-hash", 3000};
  filled.sql(
      "UPDATE domain_events_2 SET payload = replace(payload::text, 'e', 'i')::json WHERE ctid = "
      "(SELECT min(ctid) FROM domain_events_2)");
  const auto changed = filled.run("seed-events", {"--verify"});
  CHECK(changed.exit_code == 6);
  CHECK_THAT(changed.err, ContainsSubstring("was changed"));

  filled.sql("ALTER TABLE domain_events DETACH PARTITION domain_events_3");
  const auto detached = filled.run("seed-events", {"--verify"});
  CHECK(detached.exit_code == 6);
  CHECK_THAT(detached.err, ContainsSubstring("no event stands at position"));
}

TEST_CASE("plan-review passes on partitioned stores, and a tenant's reads touch one partition",
          "[pg][partitions][explain][beside]") {
  const NarrowRanges ranges;
  const std::string store = ranges.or_hash(GENERATE(false, true));
  CAPTURE(store);
  const FilledStore filled{store, 30'000};
  plan_as_on_our_server(filled.database());
  const TemporaryDirectory directory;
  const auto reviewed = filled.run("plan-review", {"--out", directory / "plans.json"});
  INFO(reviewed.out << reviewed.err);
  CHECK(reviewed.exit_code == 0);

  const auto document = result::read_document(directory / "plans.json");
  std::size_t reads_of_a_tenant = 0;
  for (const auto& plan : document.plans) {
    CHECK(plan.index.find("domain_events_0") == std::string::npos);  // Named by the whole's.
    if (store != "reference-hash" || plan.plan_text.empty()) continue;
    if (!plan.settings.contains("tenant")) continue;
    if (plan.operation.ends_with("_snapshot") && plan.step != "tail") continue;
    ++reads_of_a_tenant;
    INFO(plan.operation << "/" << plan.case_name << "\n" << plan.plan_text);
    // Without the tenant's condition nothing says which partition it is: that is what it is for.
    const bool knows_tenant = !plan.operation.ends_with(".without_tenant");
    constexpr std::size_t all_partitions = 4;
    CHECK(partitions_in(plan.plan_text).size() == (knows_tenant ? 1 : all_partitions));
  }
  if (store == "reference-hash") CHECK(reads_of_a_tenant > 40);
}

TEST_CASE("an index that is gone from one partition is noticed",
          "[pg][partitions][explain][beside]") {
  SECTION("of those that belong to the table's") {
    const FilledStore filled{"reference-hash", 30'000};
    plan_as_on_our_server(filled.database());
    const auto leaf =
        filled
            .sql(
                "SELECT tableoid::regclass::text AS leaf FROM domain_events WHERE tenant_key = 1 "
                "LIMIT 1")
            .text(0, "leaf");
    filled.sql("DROP INDEX domain_events_stream_idx");
    for (int i = 0; i < 4; ++i) {
      const std::string partition = fmt::format("domain_events_{}", i);
      if (partition == leaf) continue;
      filled.sql("CREATE INDEX ON " + partition + " (tenant_key, transaction_id, global_position)");
    }
    const auto reviewed = filled.run(
        "plan-review", {"--allow-differences", "--filter", "read_stream_batch/hot_tail$"});
    INFO(reviewed.out << reviewed.err);
    CHECK(reviewed.exit_code == 5);
    CHECK_THAT(reviewed.out, ContainsSubstring("partition " + leaf));
  }
  SECTION("of those that each partition has for itself") {
    const NarrowRanges ranges;
    const FilledStore filled{ranges.path(), 30'000};
    plan_as_on_our_server(filled.database());
    filled.sql("DROP INDEX domain_events_to_1m_event_id_key");
    const auto reviewed =
        filled.run("plan-review", {"--allow-differences", "--filter", "find_event"});
    INFO(reviewed.out << reviewed.err);
    CHECK(reviewed.exit_code == 5);
    CHECK_THAT(reviewed.out, ContainsSubstring("domain_events_to_1m"));
  }
}

TEST_CASE("every operation of the partitioned stores is measured",
          "[pg][partitions][bench][beside]") {
  const NarrowRanges ranges;
  const std::string store = ranges.or_hash(GENERATE(false, true));
  const FilledStore filled{store};
  const auto result =
      filled.run("eventstore_bench", {"--benchmark_min_time=0.01", "--warm-up", "0"});
  INFO(result.out << result.err);
  CHECK((result.exit_code == 0 || result.exit_code == 3));  // A busy machine may miss a target.
  CHECK(filled.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("writes in place are refused where more than events and snapshots would change",
          "[pg][partitions][bench][beside]") {
  const FilledStore filled{"reference-range", 3000};
  const auto refused = filled.run("eventstore_bench", {"--in-place"});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("public.aggregate_heads"));
  CHECK(filled.run("seed-events", {"--verify"}).exit_code == 0);
}

}  // namespace eventstore::tests
