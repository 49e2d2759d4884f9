// Each oracle of a load run: the thing it watches for is planted in the store, and it sees it.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_result.hpp"
#include "bench/load/scenario_file.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

namespace {

load::Scenario short_scenario(const std::string& mix) {
  return load::parse_scenario(R"(
question = "?"
pool = 4
[[phase]]
name = "hold"
length = "300 ms"
[[population]]
name = "users"
users = 6
think = "3 ms"
mix = )" + mix,
                              "test.toml", "test");
}

/// Runs the mix on a copy in which `sql` was done before, with the operations of `profile`.
class SpoiledStore {
 public:
  explicit SpoiledStore(const std::string& store = "reference") : runs_(store) {}

  [[nodiscard]] result::LoadResult run(const std::string& mix, const std::string& sql,
                                       const std::string& profile = "") const {
    return runs_.run(short_scenario(mix), {.sql = sql, .profile = profile});
  }

 private:
  LoadRuns runs_;
};

/// What is done to each third event of an aggregate right after it was stored.
std::string trigger(const std::string& action) {
  return "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + action +
         "; RETURN NULL; END $$; "
         "CREATE TRIGGER spoil AFTER INSERT ON domain_events FOR EACH ROW "
         "WHEN (NEW.sequence_number % 3 = 0 AND pg_trigger_depth() = 0) EXECUTE FUNCTION spoil()";
}

const std::string appends = R"({ "append" = 1 })";
const std::string this_row = " WHERE global_position = NEW.global_position";

}  // namespace

TEST_CASE("a healthy store passes every oracle, and every event is accounted for", "[pg][load]") {
  for (const char* name : {"reference", "eaf-v1"}) {
    const SpoiledStore store{name};
    const result::LoadResult load = store.run(
        R"({ "append" = 2, "append events=3 aggregate=shared as=contested" = 2, "load" = 1, )"
        R"("append aggregate=shared version=stale as=stale" = 1, "pull batch=20" = 2, )"
        R"("load from=snapshot as=snapshot" = 1, "append aggregate=new as=new" = 1 })",
        "");
    INFO(name << "\n" << kinds(load));
    CHECK(load.violations.empty());
    CHECK(load.ledger.acknowledged > 0);
    CHECK(load.ledger.stored == load.ledger.acknowledged);
    CHECK(load.ledger.refused > 0);
    CHECK(load.ledger.in_doubt == 0);
    CHECK_FALSE(load.is_partial);
    CHECK(load.phases.at(0).issued > 0);
    std::uint64_t outcomes = 0;
    for (const auto& [outcome, count] : load.phases.at(0).outcomes) outcomes += count;
    CHECK(load.phases.at(0).issued == outcomes);
    std::uint64_t of_steps = 0;
    for (const result::LoadStep& step : load.steps) of_steps += step.issued;
    CHECK(of_steps == load.phases.at(0).issued);
    const result::LoadObservation& seen = load.observation;
    CHECK_FALSE(seen.wait_events.empty());
    CHECK(seen.client_cpu_seconds.value_or(0.0) > 0.0);
    CHECK(seen.deadlocks == 0);
    CHECK(seen.timed_checkpoints.has_value());
    REQUIRE_FALSE(seen.moments.empty());
    CHECK(seen.moments.back().table_bytes.value_or(0) > 0);
    CHECK(seen.moments.back().index_bytes.value_or(0) > 0);
    CHECK(seen.moments.back().events > seeded_events);
  }
}

TEST_CASE("lost, altered, doubled, foreign and displaced events are seen, the first of each named",
          "[pg][load]") {
  const SpoiledStore store;
  const auto exit_code = [](const result::LoadResult& load) {
    return static_cast<int>(load::exit_code_of(load));
  };
  const result::LoadResult lost =
      store.run(appends, trigger("DELETE FROM domain_events WHERE aggregate_id = NEW.aggregate_id "
                                 "AND sequence_number = NEW.sequence_number - 1"));
  INFO(kinds(lost));
  CHECK(has(lost, "lost"));
  CHECK(has(lost, "not dense"));
  CHECK(exit_code(lost) == 6);

  const result::LoadResult altered = store.run(
      appends, trigger("UPDATE domain_events SET payload = '{\"changed\": true}'" + this_row));
  INFO(kinds(altered));
  CHECK(has(altered, "altered"));
  CHECK_FALSE(has(altered, "lost"));

  const std::string copy =
      "INSERT INTO domain_events (sequence_number, tenant_key, event_id, aggregate_id, "
      "aggregate_type, event_type, payload_revision, metadata, payload) VALUES "
      "(NEW.sequence_number + 1000000, NEW.tenant_key, ID, NEW.aggregate_id, NEW.aggregate_type, "
      "NEW.event_type, NEW.payload_revision, NEW.metadata, NEW.payload)";
  const auto with_id = [&](const std::string& id) {
    std::string text = copy;
    return text.replace(text.find("ID"), 2, id);
  };
  const result::LoadResult doubled =
      store.run(appends, "ALTER TABLE domain_events DROP CONSTRAINT domain_events_event_id_key; " +
                             trigger(with_id("NEW.event_id")));
  INFO(kinds(doubled));
  CHECK(has(doubled, "duplicated"));

  const result::LoadResult foreign = store.run(appends, trigger(with_id("gen_random_uuid()")));
  INFO(kinds(foreign));
  CHECK(has(foreign, "unasked"));
  CHECK_FALSE(has(foreign, "duplicated"));

  const result::LoadResult displaced = store.run(
      appends, trigger("UPDATE domain_events SET tenant_key = NEW.tenant_key + 1" + this_row));
  INFO(kinds(displaced));
  CHECK(has(displaced, "altered"));
}

TEST_CASE("a store that takes appends with an old version is found out", "[pg][load]") {
  const StoreCopy profile{"reference"};
  profile.replace("operations/append_events.sql",
                  "WHERE tenant_key = :tenant_key AND aggregate_id = :aggregate_id) = "
                  ":expected_version",
                  "WHERE tenant_key = :tenant_key AND aggregate_id = :aggregate_id) >= "
                  ":expected_version");
  const SpoiledStore store;
  const result::LoadResult load =
      store.run(R"({ "append" = 1, "append aggregate=shared version=stale as=stale" = 1 })",
                "ALTER TABLE domain_events DROP CONSTRAINT domain_events_version_key; "
                "CREATE INDEX domain_events_version_key ON domain_events "
                "(tenant_key, aggregate_id, sequence_number)",
                profile.path());
  INFO(kinds(load));
  CHECK(has(load, "stale write"));
  CHECK(has(load, "not dense"));
}

TEST_CASE("reads that leave out events, mix them up or show another tenant's are found out",
          "[pg][load]") {
  const SpoiledStore store;
  const StoreCopy forgetful{"reference"};
  forgetful.replace("operations/load_aggregate.sql", "AND sequence_number >= :from_sequence",
                    "AND sequence_number >= :from_sequence AND sequence_number % 5 <> 4");
  const result::LoadResult holes =
      store.run(R"({ "append" = 3, "load" = 1 })", "", forgetful.path());
  INFO(kinds(holes));
  CHECK(has(holes, "not dense"));

  const StoreCopy late{"reference"};
  late.replace("operations/load_aggregate.sql", "AND sequence_number >= :from_sequence",
               "AND sequence_number BETWEEN :from_sequence AND 2");
  const result::LoadResult stale = store.run(R"({ "append" = 3, "load" = 1 })", "", late.path());
  INFO(kinds(stale));
  CHECK(has(stale, "stale read"));

  const StoreCopy backwards{"reference"};
  backwards.replace("operations/read_stream_batch.sql", "ORDER BY transaction_id, global_position",
                    "ORDER BY transaction_id DESC, global_position DESC");
  const result::LoadResult mixed = store.run(R"({ "pull" = 1 })", "", backwards.path());
  INFO(kinds(mixed));
  CHECK(has(mixed, "reordered"));

  const StoreCopy silent{"reference"};
  silent.replace("operations/read_stream_batch.sql", "WHERE tenant_key = :tenant_key",
                 "WHERE tenant_key >= 0 * :tenant_key");
  const result::LoadResult hidden = store.run(R"({ "pull" = 1 })", "", silent.path());
  INFO(kinds(hidden));
  CHECK(has(hidden, "other tenant"));
  REQUIRE(hidden.checks.size() == 1);
  CHECK(hidden.checks[0].counted > 0);
  const result::LoadResult separate = store.run(R"({ "pull" = 1 })", "");
  INFO(kinds(separate));
  CHECK(separate.violations.empty());
  REQUIRE(separate.checks.size() == 1);
  CHECK(separate.checks[0].met());

  const StoreCopy open{"reference"};
  open.replace("operations/read_stream_batch.sql", "WHERE tenant_key = :tenant_key",
               "WHERE tenant_key >= 0 * :tenant_key");
  open.replace("operations/read_stream_batch.sql", "SELECT global_position,",
               "SELECT tenant_key, global_position,");
  const result::LoadResult leaked = store.run(R"({ "pull" = 1 })", "", open.path());
  INFO(kinds(leaked));
  CHECK(has(leaked, "other tenant"));
  CHECK(static_cast<int>(load::exit_code_of(leaked)) == 6);
}

}  // namespace eventstore::tests
