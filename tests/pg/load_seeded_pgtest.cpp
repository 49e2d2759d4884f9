// What was there before a load run, and what called operations store: found where it is changed,
// and told where it cannot be known.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::string appends = R"("append events=3" = 1)";

}  // namespace

TEST_CASE("a seeded event that is deleted, changed or added to meanwhile is found", "[pg][load]") {
  const auto meanwhile = [](const std::string& action) { return before_each(action); };
  const LoadRuns runs;
  const auto run = [&](const std::string& action,
                       std::int64_t max_compared = load::default_compared_events) {
    return runs.run(short_load(appends), {.sql = meanwhile(action)},
                    {.verbosity = Verbosity::quiet, .max_compared = max_compared});
  };
  const std::string remove = "DELETE FROM domain_events WHERE global_position IN (17, 19000)";
  const result::LoadResult deleted = run(remove);
  INFO(kinds(deleted));
  CHECK(exit_of(deleted) == 6);
  CHECK(count_of(deleted, "seeded lost") == 2);
  CHECK(first_of(deleted, "seeded lost") == "the seeded event at position 17 is gone");

  const result::LoadResult counted = run(remove, 0);
  INFO(kinds(counted));
  CHECK(exit_of(counted) == 6);
  CHECK_THAT(first_of(counted, "seeded lost"), ContainsSubstring("19,998 events up to position"));
  CHECK_FALSE(counted.ledger.seeded_unchecked.empty());

  for (const char* column :
       {"payload = '{}'", "payload_revision = '9'",
        "timestamp_utc = timestamp_utc + interval '1 microsecond'", "transaction_id = '2'"}) {
    const result::LoadResult changed =
        run(std::string{"UPDATE domain_events SET "} + column + " WHERE global_position = 17");
    INFO(column << "\n" << kinds(changed));
    CHECK(exit_of(changed) == 6);
    CHECK(count_of(changed, "seeded altered") == 1);
    CHECK_THAT(first_of(changed, "seeded altered"), ContainsSubstring("at position 17"));
    CHECK(count_of(changed, "seeded lost") == 0);
  }

  const result::LoadResult added =
      run("INSERT INTO domain_events (global_position, transaction_id, sequence_number, "
          "tenant_key, event_id, aggregate_id, aggregate_type, event_type, metadata, payload) "
          "SELECT -5, '1', 1, 1, gen_random_uuid(), gen_random_uuid(), 'Order', 'X', '{}', '{}' "
          "WHERE NOT EXISTS (SELECT FROM domain_events WHERE global_position = -5)");
  INFO(kinds(added));
  CHECK(exit_of(added) == 6);
  CHECK(count_of(added, "unasked") == 1);
  CHECK_THAT(first_of(added, "unasked"), ContainsSubstring("position -5"));

  const result::LoadResult moved =
      run("UPDATE domain_events SET global_position = -17 WHERE global_position = 17");
  INFO(kinds(moved));
  CHECK(exit_of(moved) == 6);
  CHECK(count_of(moved, "seeded lost") == 1);
}

TEST_CASE("a seeded snapshot may be followed by a newer one, and by nothing else", "[pg][load]") {
  const std::string stores = appends + R"(, "call store_snapshot/newer_hot" = 1)";
  const LoadRuns runs;
  const result::LoadResult sound = runs.run(short_load(stores, 1));
  INFO(kinds(sound));
  CHECK(exit_of(sound) == 0);
  const result::LoadResult gone =
      runs.run(short_load(stores, 1),
               {.sql = before_each("DELETE FROM aggregate_snapshots WHERE ctid = '(0,1)'")});
  INFO(kinds(gone));
  CHECK(exit_of(gone) == 6);
  CHECK_THAT(first_of(gone, "seeded lost"), ContainsSubstring("the seeded snapshot of aggregate"));
  const result::LoadResult changed = runs.run(
      short_load(appends),
      {.sql = before_each("UPDATE aggregate_snapshots SET payload = '{}' WHERE ctid = '(0,1)'")});
  INFO(kinds(changed));
  CHECK(exit_of(changed) == 6);
  CHECK(count_of(changed, "seeded altered") == 1);
}

TEST_CASE("rows that were there before a run, whoever wrote them, are nobody's fault",
          "[pg][load]") {
  const LoadRuns runs;
  for (const std::int64_t max_compared : {std::int64_t{0}, load::default_compared_events}) {
    const result::LoadResult load = runs.run(
        short_load(appends),
        {.sql = "INSERT INTO domain_events (sequence_number, tenant_key, event_id, aggregate_id, "
                "aggregate_type, event_type, metadata, payload) SELECT i, 1, gen_random_uuid(), "
                "gen_random_uuid(), 'Order', 'X', '{}', '{}' FROM generate_series(7, 9) AS i"},
        {.verbosity = Verbosity::quiet, .max_compared = max_compared});
    INFO(kinds(load));
    CHECK(exit_of(load) == 0);
    CHECK(load.ledger.stored == load.ledger.acknowledged);
  }
}

TEST_CASE("events that a called operation stores are known like those of an append step",
          "[pg][load]") {
  const StoreCopy own{"reference"};
  own.write("operations/append_more.sql", [] {
    std::string text =
        file_text(source_directory() + "/sql/reference/operations/append_events.sql");
    return text.replace(text.find("append_events"), 13, "append_more");
  }());
  const std::string calls =
      R"("call append_more/new_10" = 1, "call append_more/cold_short_10" = 1, )"
      R"("call append_more/stale" = 1, "append" = 1)";
  const LoadRuns runs;
  const result::LoadResult sound = runs.run(short_load(calls), {.profile = own.path()});
  INFO(kinds(sound));
  CHECK(exit_of(sound) == 0);
  CHECK(sound.ledger.acknowledged > 10);
  CHECK(sound.ledger.refused > 0);
  CHECK(sound.ledger.stored == sound.ledger.acknowledged);

  const std::string only_calls = R"("call append_more/new_10" = 1)";
  const auto spoiled = [&](const std::string& sql) {
    return runs.run(short_load(only_calls), {.sql = sql, .profile = own.path()});
  };
  const result::LoadResult altered = spoiled(before_each("NEW.metadata := '{}'"));
  INFO(kinds(altered));
  CHECK_THAT(first_of(altered, "altered"), ContainsSubstring("its metadata differs"));
  const result::LoadResult lost =
      spoiled(before_each("IF NEW.sequence_number = 10 THEN RETURN NULL; END IF"));
  INFO(kinds(lost));
  CHECK(exit_of(lost) == 6);
  CHECK(count_of(lost, "lost") > 0);
  const result::LoadResult deleted =
      spoiled(before_each("DELETE FROM domain_events WHERE global_position = 3"));
  INFO(kinds(deleted));
  CHECK(count_of(deleted, "seeded lost") == 1);
}

TEST_CASE("what a called operation stores under ids of its own is told, not accused",
          "[pg][load]") {
  const StoreCopy own{"reference"};
  own.write("operations/append_own.sql", R"(-- @name      append_own
-- @question  What does an event cost whose id the server makes?
-- @param     tenant_key  integer  from tenant.key
-- @case      hot  tenant=hot
-- @rows      1
INSERT INTO domain_events (sequence_number, tenant_key, event_id, aggregate_id, aggregate_type, event_type, metadata, payload)
VALUES (1, :tenant_key, gen_random_uuid(), gen_random_uuid(), 'Order', 'Made', '{}', '{}')
)");
  own.write("operations/erase.sql", R"(-- @name      erase
-- @question  What does it cost to erase what an event says?
-- @param     tenant_key  integer  from tenant.key
-- @case      hot  tenant=hot
-- @rows      0..1
UPDATE domain_events
   SET payload = '{}'
 WHERE global_position = 17 AND tenant_key >= 0 * :tenant_key
)");
  const LoadRuns runs;
  const result::LoadResult unknown =
      runs.run(short_load(appends + R"(, "call append_own/hot" = 1)"), {.profile = own.path()});
  INFO(kinds(unknown));
  CHECK(exit_of(unknown) == 0);
  CHECK(unknown.ledger.unknown > 0);
  CHECK(unknown.ledger.unknown_writers == "append_own");
  CHECK(unknown.ledger.seeded == 20'000);

  const result::LoadResult erased =
      runs.run(short_load(R"("call erase/hot" = 1)"), {.profile = own.path()});
  INFO(kinds(erased));
  CHECK(exit_of(erased) == 0);
  CHECK(erased.ledger.seeded == 0);
  CHECK(erased.ledger.seeded_unchecked == "erase changes events");
}

TEST_CASE("eventstore_load says what is gone, in a copy and in place, and breaking-point as well",
          "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const std::string file = directory / "mine.toml";
  write_text_file(short_load_text(appends), file);
  const ProgramResult sound = seeded.run("eventstore_load", {"run", file});
  INFO(sound.out << sound.err);
  CHECK(sound.exit_code == 0);
  CHECK_THAT(sound.out, ContainsSubstring("20,000 seeded events compared, and as they were"));
  CHECK_THAT(sound.out, ContainsSubstring("not compared in the events of the run: timestamp"));
  const ProgramResult unread =
      seeded.run("eventstore_load", {"run", file, "--compare-seeded", "19999"});
  CHECK(unread.exit_code == 0);
  CHECK_THAT(unread.out,
             ContainsSubstring("no check of the seeded events' content: 20,000 events are more"));

  seeded.change(before_each("DELETE FROM domain_events WHERE global_position = 17"));
  const std::string gone = "VIOLATED: seeded lost (1 time), first: the seeded event at position 17";
  const std::string spoiled = "--allow-differences";
  const ProgramResult copy = seeded.run("eventstore_load", {"run", file, spoiled});
  INFO(copy.out << copy.err);
  CHECK(copy.exit_code == 6);
  CHECK_THAT(copy.out, ContainsSubstring(gone));
  const ProgramResult point =
      seeded.run("eventstore_load",
                 {"breaking-point", spoiled, "--operation", "append_events/new_1", "--slo",
                  "rate <= 50 /s", "--connections", "2", "--start-rate", "20", "--window", "0.1"});
  INFO(point.out << point.err);
  CHECK(point.exit_code == 6);
  CHECK_THAT(point.out, ContainsSubstring(gone));
  const ProgramResult in_place =
      seeded.run("eventstore_load", {"run", file, "--in-place", spoiled});
  INFO(in_place.out << in_place.err);
  CHECK(in_place.exit_code == 6);
  CHECK_THAT(in_place.out, ContainsSubstring(gone));
  CHECK_THAT(in_place.err, ContainsSubstring("19,999 events are there, where 20,000 were before"));
}

}  // namespace eventstore::tests
