// A data set of which something is gone: nobody claims that it is there.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Loss {
  std::string sql;
  std::string named;
};

const std::vector<std::string> shape{"--events", "3000", "--tenants", "5"};

ProgramResult run(const ScratchDatabase& database, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--quiet", "--database", database.connection_string()});
  return run_program("seed-events", arguments);
}

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

void check_refused(const ScratchDatabase& database, const std::vector<std::string>& job,
                   const std::string& named) {
  const ProgramResult refused = run(database, job);
  CAPTURE(job, refused.out, refused.err);
  CHECK(refused.exit_code == 6);
  CHECK_THAT(refused.err, ContainsSubstring("are damaged: " + named));
}

}  // namespace

TEST_CASE("both --reuse and --append look whether the data are there, and name what is not",
          "[pg][append]") {
  const EmptiedDatabase database;
  REQUIRE(run(database, shape).exit_code == 0);
  pg::Session session{database.database()};
  const auto manifest_now = [&session] {
    return session.run("SELECT document::text AS text FROM eventstore_harness.manifest")
        .text(0, "text");
  };
  const std::vector<Loss> losses{
      {"DELETE FROM domain_events WHERE global_position = 3000",
       "no event stands at position 3000"},
      {"DELETE FROM domain_events WHERE global_position = 1", "no event stands at position 1 "},
      {"TRUNCATE domain_events", "no event stands at position 1 "},
      {"TRUNCATE aggregate_snapshots", "table aggregate_snapshots is empty"},
      {"TRUNCATE tenants", "table tenants is empty"},
      {"DROP INDEX domain_events_time_idx", "index domain_events_time_idx is gone"},
      {"ALTER TABLE domain_events DROP CONSTRAINT domain_events_event_id_key",
       "index domain_events_event_id_key is gone"},
      {"UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
       "'domain_events_time_idx'::regclass",
       "index domain_events_time_idx is there, but not valid"},
      {"DROP TABLE aggregate_snapshots", "table public.aggregate_snapshots is gone"},
      {"DROP TABLE domain_events", "table public.domain_events is gone"}};
  for (const Loss& loss : losses) {
    CAPTURE(loss.sql);
    const std::string manifest = manifest_now();
    session.run(loss.sql);
    check_refused(database, with(shape, {"--reuse"}), loss.named);
    check_refused(database, {"--append", "100"}, loss.named);
    CHECK(manifest_now() == manifest);
    REQUIRE(run(database, with(shape, {"--replace"})).exit_code == 0);
  }
  CHECK(run(database, with(shape, {"--reuse"})).exit_code == 0);
  CHECK(run(database, {"--append", "100"}).exit_code == 0);
}

TEST_CASE("whoever is told that data are damaged is told how to go on", "[pg][append]") {
  const EmptiedDatabase database;
  REQUIRE(run(database, with(shape, {"--seed", "7"})).exit_code == 0);
  pg::Session session{database.database()};
  session.run("DROP INDEX domain_events_time_idx");
  const ProgramResult refused = run(database, {"--append", "100"});
  CHECK_THAT(refused.err, ContainsSubstring("seed-events --verify --database") &&
                              ContainsSubstring("--events 3000 --tenants 5 --seed 7 --database") &&
                              ContainsSubstring("--replace"));
}

TEST_CASE("verifying has a line for the indexes, and finds one that is gone", "[pg][seed]") {
  const EmptiedDatabase database;
  REQUIRE(run(database, shape).exit_code == 0);
  const std::vector<std::string> verify{"--verify", "--database", database.connection_string()};
  const ProgramResult whole = run_program("seed-events", verify);
  CHECK(whole.exit_code == 0);
  CHECK_THAT(whole.out, ContainsSubstring("ok   indexes"));
  pg::Session session{database.database()};
  session.run("DROP INDEX domain_events_stream_idx");
  const ProgramResult damaged = run_program("seed-events", verify);
  CHECK(damaged.exit_code == 6);
  CHECK_THAT(damaged.err, ContainsSubstring("index domain_events_stream_idx is gone"));
}

TEST_CASE("every store is found to be there by --reuse", "[pg][seed]") {
  for (const char* store : {"reference", "reference-hash", "reference-range", "eaf-v1"}) {
    CAPTURE(store);
    const EmptiedDatabase database;
    const std::vector<std::string> arguments = with(shape, {"--store", store});
    REQUIRE(run(database, arguments).exit_code == 0);
    const ProgramResult again = run(database, with(arguments, {"--reuse"}));
    CAPTURE(again.err);
    CHECK(again.exit_code == 0);
    CHECK_THAT(again.out, ContainsSubstring("is there already: 3,000 events"));
  }
}
