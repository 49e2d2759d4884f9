// The ledger of a load run: whatever is changed in what the run stored is found, and named.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/built_paths.hpp"
#include "tests/support/load_runs.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::string appends = R"("append events=3" = 1)";

}  // namespace

TEST_CASE("a changed column of what is appended is found, and named", "[pg][load]") {
  struct Change {
    std::string part;
    std::string action;
  };
  const std::vector<Change> changes{
      {"event_id",
       "NEW.event_id := ('11111111-2222-7333-' || right(NEW.event_id::text, 17))::uuid"},
      {"tenant", "NEW.tenant_key := NEW.tenant_key + 1"},
      {"aggregate_type", "NEW.aggregate_type := lower(NEW.aggregate_type)"},
      {"event_type", "NEW.event_type := NEW.event_type || 'V2'"},
      {"payload_revision", "NEW.payload_revision := '7'"},
      {"metadata", "NEW.metadata := replace(NEW.metadata::text, ': ', ':')::json"},
      {"payload", "NEW.payload := '{}'"},
      {"timestamp", "NEW.timestamp_utc := NEW.timestamp_utc - interval '1 hour'"},
      {"sequence_number", "NEW.sequence_number := NEW.sequence_number + 5"}};
  const LoadRuns runs;
  for (const Change& change : changes) {
    INFO(change.part);
    const result::LoadResult load =
        runs.run(short_load(appends), {.sql = before_each(change.action)});
    INFO(kinds(load));
    CHECK(exit_of(load) == 6);
    CHECK(count_of(load, "altered") > 0);
    CHECK_THAT(first_of(load, "altered"), ContainsSubstring("its " + change.part));
    CHECK(count_of(load, "lost") == 0);
    CHECK(count_of(load, "seeded altered") == 0);
  }
}

TEST_CASE("columns that follow from others are compared where the client gives them",
          "[pg][load]") {
  const LoadRuns runs{"eaf-v1"};
  const auto first_altered = [&](const std::string& action) {
    const result::LoadResult load = runs.run(short_load(appends), {.sql = before_each(action)});
    CHECK(exit_of(load) == 6);
    return first_of(load, "altered");
  };
  CHECK_THAT(first_altered("NEW.stream_id := 'x'"), ContainsSubstring("its stream_id differs"));
  CHECK_THAT(first_altered("NEW.expected_version := 0"),
             ContainsSubstring("its expected_version is not"));
  CHECK_THAT(first_altered("NEW.metadata := NEW.metadata || '{\"more\": 1}'"),
             ContainsSubstring("its metadata differs"));
}

TEST_CASE("times that the client gives are compared to the microsecond", "[pg][load]") {
  const StoreCopy given{"reference"};
  const std::string append = "operations/append_events.sql";
  given.replace(append, "-- @case ",
                "-- @param      times  timestamptz[]  from events.timestamps\n-- @case ");
  given.replace(append, "payload_revision, metadata, payload)\nSELECT",
                "payload_revision, metadata, payload, timestamp_utc)\nSELECT");
  given.replace(append, "event.metadata, event.payload\n",
                "event.metadata, event.payload, event.given_at\n");
  given.replace(append, ":metadata, :payloads)", ":metadata, :payloads, :times)");
  given.replace(append, "metadata, payload, ordinality)",
                "metadata, payload, given_at, ordinality)");
  const LoadRuns runs;
  const result::LoadResult sound = runs.run(short_load(appends), {.profile = given.path()});
  INFO(kinds(sound));
  CHECK(exit_of(sound) == 0);
  CHECK(sound.ledger.acknowledged > 0);
  CHECK(sound.ledger.not_compared.empty());
  const result::LoadResult late = runs.run(
      short_load(appends),
      {.sql = before_each("NEW.timestamp_utc := NEW.timestamp_utc + interval '1 microsecond'"),
       .profile = given.path()});
  INFO(kinds(late));
  CHECK(exit_of(late) == 6);
  CHECK_THAT(first_of(late, "altered"), ContainsSubstring("its timestamp differs"));
}

TEST_CASE("an append whose events are stored in reverse is found", "[pg][load]") {
  const std::string store = GENERATE("reference", "reference-position");
  const LoadRuns runs{store};
  const result::LoadResult reversed =
      runs.run(short_load(appends),
               {.sql = before_each("NEW.global_position := 1000000000 - NEW.global_position")});
  INFO(store << "\n" << kinds(reversed));
  CHECK(exit_of(reversed) == 6);
  CHECK(count_of(reversed, "reordered") > 0);
  CHECK_THAT(first_of(reversed, "reordered"), ContainsSubstring("is stored at position"));
  CHECK(count_of(reversed, "lost") == 0);
}

TEST_CASE("events that are stored before the seeded ones are not lost", "[pg][load]") {
  const std::string far_below =
      before_each("NEW.global_position := NEW.global_position - 1000000000");
  // Ordered by transaction, and its readers get them.
  const result::LoadResult sound = LoadRuns{}.run(short_load(appends), {.sql = far_below});
  INFO(kinds(sound));
  CHECK(exit_of(sound) == 0);
  CHECK(sound.ledger.stored == sound.ledger.acknowledged);

  // By position: whoever has read the seeded events never gets them.
  const LoadRuns by_position{"reference-position"};
  for (const std::int64_t max_compared : {std::int64_t{0}, load::default_compared_events}) {
    const result::LoadResult load =
        by_position.run(short_load(appends), {.sql = far_below},
                        {.verbosity = Verbosity::quiet, .max_compared = max_compared});
    INFO(max_compared << "\n" << kinds(load));
    CHECK(exit_of(load) == 6);
    CHECK(count_of(load, "reordered") > 0);
    CHECK(count_of(load, "lost") == 0);
    CHECK(count_of(load, "unasked") == 0);
    CHECK(load.ledger.stored == load.ledger.acknowledged);
  }
}

TEST_CASE("copies under new ids are found wherever they are stored", "[pg][load]") {
  const auto copy_at = [](const std::string& position) {
    return "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
           "INSERT INTO domain_events (global_position, transaction_id, sequence_number, "
           "tenant_key, event_id, aggregate_id, aggregate_type, event_type, payload_revision, "
           "metadata, payload) VALUES (" +
           position +
           ", NEW.transaction_id, NEW.sequence_number + 1000000, NEW.tenant_key, "
           "gen_random_uuid(), NEW.aggregate_id, NEW.aggregate_type, NEW.event_type, "
           "NEW.payload_revision, NEW.metadata, NEW.payload); RETURN NULL; END $$; "
           "CREATE TRIGGER spoil AFTER INSERT ON domain_events FOR EACH ROW "
           "WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION spoil()";
  };
  const LoadRuns runs;
  for (const char* position : {"-NEW.global_position", "NEW.global_position + 1000000"}) {
    const result::LoadResult load = runs.run(short_load(appends), {.sql = copy_at(position)});
    INFO(position << "\n" << kinds(load));
    CHECK(exit_of(load) == 6);
    CHECK(count_of(load, "unasked") == load.ledger.acknowledged);
  }
}

TEST_CASE("sound stores of every layout pass with all that can be compared", "[pg][load]") {
  const std::string stores = source_directory() + "/tests/stores/";
  const std::vector<std::string> names{"eaf-v1",          "reference-position", "reference-hash",
                                       "reference-range", "axon-jdbc-like",     "message-db-like",
                                       "marten-like"};
  for (const std::string& name : names) {
    const std::string store = name.ends_with("-like") ? stores + name : name;
    const LoadRuns runs{store};
    const std::string mix = name == "marten-like"       ? R"("call append_to_stream/new_1" = 1)"
                            : name == "message-db-like" ? R"("call write_message/new" = 1)"
                                                        : appends;
    const result::LoadResult load = runs.run(short_load(mix));
    INFO(name << "\n" << kinds(load));
    CHECK(exit_of(load) == 0);
    CHECK(load.ledger.acknowledged > 0);
    CHECK(load.ledger.stored == load.ledger.acknowledged);
    CHECK(load.ledger.seeded == 20'000);
  }
}

}  // namespace eventstore::tests
