// A seed that was stopped: the next run goes on to exactly the same rows, or refuses.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "core/random/random.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

using Milliseconds = std::chrono::milliseconds;

class Seeder {
 public:
  Seeder(const ScratchDatabase& database, std::vector<std::string> shape)
      : database_(database), shape_(std::move(shape)) {}

  ProgramResult run(const std::vector<std::string>& more = {}) const {
    return run_for(Milliseconds{120'000}, more);
  }

  /// Killed with SIGKILL after `limit`, unless it is done by then.
  ProgramResult run_for(Milliseconds limit, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = shape_;
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.insert(arguments.end(), {"--quiet", "--database", database_.connection_string()});
    return run_program("seed-events", arguments, {.time_limit = limit});
  }

  ProgramResult verify() const { return run({"--verify"}); }

  /// What a run that nothing disturbs makes of these options.
  std::string expected_fingerprint() const {
    std::vector<std::string> arguments = shape_;
    arguments.insert(arguments.end(), {"--dry-run", "--quiet"});
    return fingerprint_of(run_program("seed-events", arguments));
  }

  static std::string fingerprint_of(const ProgramResult& result) {
    const std::string word = "fingerprint ";
    const std::size_t at = result.out.find(word);
    return at == std::string::npos ? result.out + result.err
                                   : result.out.substr(at + word.size(), 32);
  }

 private:
  const ScratchDatabase& database_;
  std::vector<std::string> shape_;
};

std::string state_of(const ScratchDatabase& database) {
  pg::Session session{database.database()};
  const auto manifest = dataset::read_manifest(session);
  return manifest ? manifest->state : "none";
}

/// Marks in the journal, of a seed that was stopped.
std::int64_t steps_in_journal(const ScratchDatabase& database) {
  pg::Session session{database.database()};
  return session.run("SELECT count(*) AS n FROM eventstore_harness.seed_journal").integer(0, "n");
}

}  // namespace

TEST_CASE("a seed that is killed again and again ends as one that nobody disturbed",
          "[pg][seed][resume]") {
  const auto seed = GENERATE(1, 2, 3, 4);
  CAPTURE(seed);
  const EmptiedDatabase database;
  const std::vector<std::string> stores{"reference", "eaf-v1"};
  const Seeder seeder{
      database,
      {"--events", "30000", "--tenants", "7", "--seed", std::to_string(seed), "--batch",
       seed % 2 == 0 ? "350" : "5000", "--store", stores[static_cast<std::size_t>(seed) % 2]}};
  // The moments are spread over what one run takes here.
  const auto started = std::chrono::steady_clock::now();
  REQUIRE(seeder.run().exit_code == 0);
  const auto whole =
      std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - started);
  std::uint64_t state = mix(static_cast<std::uint64_t>(seed));
  const auto moment = [&] {
    return Milliseconds{1 + below(next_bits(state), static_cast<std::uint64_t>(whole.count()))};
  };
  const std::string expected = seeder.expected_fingerprint();
  int killed = seeder.run_for(moment(), {"--replace"}).timed_out ? 1 : 0;
  for (int i = 0; i < 5 && state_of(database) == "loading"; ++i) {
    const ProgramResult result = seeder.run_for(moment() / 2);
    CAPTURE(result.err);
    REQUIRE((result.timed_out || result.exit_code == 0));
    if (result.timed_out) ++killed;
  }
  CAPTURE(killed);
  if (state_of(database) != "complete") {
    const ProgramResult last = seeder.run();
    CAPTURE(last.err);
    REQUIRE(last.exit_code == 0);
    CHECK(Seeder::fingerprint_of(last) == expected);
  }
  const ProgramResult verified = seeder.verify();
  CAPTURE(verified.err);
  CHECK(verified.exit_code == 0);
  CHECK(Seeder::fingerprint_of(verified) == expected);
}

TEST_CASE("what is there already is neither written nor built again", "[pg][seed][resume]") {
  const EmptiedDatabase database;
  const Seeder seeder{database, {"--events", "30000", "--tenants", "3", "--batch", "1000"}};
  REQUIRE(seeder.run().exit_code == 0);
  pg::Session session{database.database()};
  // As if it had been stopped after the last index: all rows and indexes are there and marked.
  auto manifest = *dataset::read_manifest(session);
  session.run(
      "CREATE TABLE eventstore_harness.seed_journal (step text PRIMARY KEY, rows bigint NOT NULL)");
  for (const char* step : {"block 0", "block 1", "block 2", "block 3"}) {
    session.run("INSERT INTO eventstore_harness.seed_journal VALUES ($1, 30000)", {step});
  }
  session.run(
      "INSERT INTO eventstore_harness.seed_journal VALUES ('table tenants', 3), "
      "('table aggregate_snapshots', 1)");
  session.run(
      "INSERT INTO eventstore_harness.seed_journal SELECT 'reference/indexes/' || name || '.sql #' "
      "|| statement, 0 FROM generate_series(1, 2) AS statement, unnest(ARRAY["
      "'aggregate_snapshots_pkey', 'domain_events_event_id_key', 'domain_events_pkey', "
      "'domain_events_stream_idx', 'domain_events_time_idx', 'domain_events_version_key']) AS "
      "name");
  const std::string fingerprint = manifest.fingerprint;
  manifest.state = "loading";
  dataset::write_manifest(session, manifest);
  const ProgramResult again = seeder.run();
  CAPTURE(again.err);
  CHECK(again.exit_code == 0);
  CHECK(Seeder::fingerprint_of(again) == fingerprint);
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == 30'000);
  CHECK(seeder.verify().exit_code == 0);
  CHECK(session.run("SELECT to_regclass('eventstore_harness.seed_journal') IS NULL AS gone")
            .boolean(0, "gone"));
}

TEST_CASE("a stopped seed is not gone on with when the options are others, or a table is gone",
          "[pg][seed][resume]") {
  const EmptiedDatabase database;
  const Seeder seeder{database, {"--events", "4000", "--tenants", "5"}};
  REQUIRE(seeder.run().exit_code == 0);
  pg::Session session{database.database()};
  auto manifest = *dataset::read_manifest(session);
  manifest.state = "loading";
  dataset::write_manifest(session, manifest);
  session.run(
      "CREATE TABLE eventstore_harness.seed_journal (step text PRIMARY KEY, rows bigint NOT NULL)");

  for (const std::vector<std::string>& other : {std::vector<std::string>{"--payload-scale", "0.5"},
                                                {"--snapshot-every", "50"},
                                                {"--interleave", "none"},
                                                {"--tenant-skew", "uniform"},
                                                {"--payload-mix", "60/30/10"}}) {
    const ProgramResult refused = seeder.run(other);
    CAPTURE(other);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("half filled") && ContainsSubstring("--replace"));
  }
  session.run("DROP TABLE aggregate_snapshots");
  const ProgramResult gone = seeder.run();
  CHECK(gone.exit_code == 2);
  CHECK_THAT(gone.err, ContainsSubstring("aggregate_snapshots") && ContainsSubstring("--replace"));
  CHECK(seeder.run({"--append", "5"}).exit_code == 2);
  CHECK(seeder.run({"--replace"}).exit_code == 0);
  CHECK(seeder.verify().exit_code == 0);
}

TEST_CASE("rows that nobody marked do not survive, marks without rows neither",
          "[pg][seed][resume]") {
  const EmptiedDatabase database;
  const Seeder seeder{database, {"--events", "50000", "--tenants", "3", "--batch", "500"}};
  // Cut while rows are on their way, until something was committed before.
  for (int i = 1; i < 40; ++i) {
    const ProgramResult cut = seeder.run_for(Milliseconds{100 + 20 * i}, {"--replace"});
    if (!cut.timed_out) FAIL("it was done before it could be killed");
    if (state_of(database) == "loading" && steps_in_journal(database) > 0) break;
  }
  pg::Session session{database.database()};
  session.run("BEGIN");
  session.run("LOCK TABLE domain_events IN SHARE MODE");  // The server is done with what was sent.
  const auto marked = session.run(
      "SELECT sum(rows)::bigint AS n FROM eventstore_harness.seed_journal WHERE step LIKE "
      "'block%'");
  const auto rows = session.run("SELECT count(*) AS n FROM domain_events");
  CHECK(marked.integer(0, "n") == rows.integer(0, "n"));
}

TEST_CASE("the size of a commit changes no row", "[pg][seed][resume]") {
  const EmptiedDatabase database;
  // More than a block (8,192 events); commits of parts of one, of a whole one, and of all of them.
  const Seeder seeder{database, {"--events", "10000", "--tenants", "4"}};
  const std::string expected = seeder.expected_fingerprint();
  for (const char* batch : {"7", "999", "8192", "50000"}) {
    CAPTURE(batch);
    const ProgramResult once = seeder.run({"--replace", "--batch", batch, "--connections", "3"});
    CAPTURE(once.err);
    CHECK(once.exit_code == 0);
    CHECK(Seeder::fingerprint_of(once) == expected);
    CHECK(seeder.verify().exit_code == 0);
  }
}
