// seed-events --append: later events in a data set that is there.
#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

ProgramResult seed(const ScratchDatabase& database, std::vector<std::string> arguments,
                   std::chrono::milliseconds limit = std::chrono::seconds{120}) {
  arguments.insert(arguments.end(), {"--quiet", "--database", database.connection_string()});
  return run_program("seed-events", arguments, {.time_limit = limit});
}

dataset::Manifest manifest_of(const ScratchDatabase& database) {
  pg::Session session{database.database()};
  return dataset::read_manifest(session).value();
}

/// 10,000 events of 5 tenants: more than one of the blocks that the work is shared out in.
std::vector<std::string> base(const std::string& store) {
  return {"--events", "10000", "--tenants", "5", "--store", store};
}

}  // namespace

TEST_CASE("what is appended is verified with what was there, in both stores", "[pg][append]") {
  const std::string store = GENERATE("reference", "eaf-v1");
  const EmptiedDatabase database;
  REQUIRE(seed(database, base(store)).exit_code == 0);
  const dataset::Manifest before = manifest_of(database);
  for (const char* events : {"1", "1500", "8500"}) {
    const ProgramResult appended = seed(database, {"--append", events, "--store", store});
    CAPTURE(events, appended.err);
    REQUIRE(appended.exit_code == 0);
    const ProgramResult verified = seed(database, {"--verify", "--store", store});
    CAPTURE(verified.err);
    REQUIRE(verified.exit_code == 0);
  }
  const dataset::Manifest after = manifest_of(database);
  CHECK(after.events == 20'001);
  CHECK(after.aggregates > before.aggregates);
  CHECK(after.snapshots >= before.snapshots);
  CHECK(after.tokens.head.position == 20'001);
  CHECK(after.tokens.head.timestamp_us > before.tokens.head.timestamp_us);

  // The same steps make the same rows, and other steps others.
  const EmptiedDatabase again;
  REQUIRE(seed(again, base(store)).exit_code == 0);
  for (const char* events : {"1", "1500"}) {
    REQUIRE(seed(again, {"--append", events, "--store", store}).exit_code == 0);
  }
  CHECK(manifest_of(again).fingerprint != after.fingerprint);
  REQUIRE(seed(again, {"--append", "8500", "--store", store}).exit_code == 0);
  CHECK(manifest_of(again).fingerprint == after.fingerprint);
}

TEST_CASE("a snapshot moves on with its aggregate, and there is one of each", "[pg][append]") {
  const EmptiedDatabase database;
  std::vector<std::string> often = base("reference");
  often.insert(often.end(), {"--snapshot-every", "3"});
  REQUIRE(seed(database, often).exit_code == 0);
  REQUIRE(seed(database, {"--append", "10000"}).exit_code == 0);
  pg::Session session{database.database()};
  const auto moved = session.run(
      "SELECT count(*) AS n FROM aggregate_snapshots AS s JOIN domain_events AS e USING "
      "(aggregate_id, sequence_number) WHERE e.global_position > 10000");
  CHECK(moved.integer(0, "n") > 500);
  const auto behind = session.run(
      "SELECT count(*) AS n FROM (SELECT aggregate_id, max(sequence_number) / 3 * 3 AS due FROM "
      "domain_events GROUP BY aggregate_id) AS a LEFT JOIN aggregate_snapshots AS s USING "
      "(aggregate_id) WHERE due > 0 AND due IS DISTINCT FROM s.sequence_number");
  CHECK(behind.integer(0, "n") == 0);
  CHECK(seed(database, {"--verify"}).exit_code == 0);
}

TEST_CASE("an event that a user wrote after seeding is in the way of --append, and stays",
          "[pg][append]") {
  const EmptiedDatabase database;
  REQUIRE(seed(database, base("reference")).exit_code == 0);
  pg::Session session{database.database()};
  session.run(
      "INSERT INTO domain_events (global_position, transaction_id, sequence_number, tenant_key, "
      "event_id, aggregate_id, aggregate_type, event_type, metadata, payload) VALUES (10001, '1', "
      "1, 1, gen_random_uuid(), gen_random_uuid(), 'Order', 'OrderPlaced', '{}', '{}')");
  const std::string fingerprint = manifest_of(database).fingerprint;
  const ProgramResult refused = seed(database, {"--append", "500"});
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err,
             ContainsSubstring("domain_events_pkey") && ContainsSubstring("nothing was appended"));
  CHECK(manifest_of(database).fingerprint == fingerprint);
  CHECK(session.run("SELECT count(*) AS n FROM domain_events").integer(0, "n") == 10'001);
}

TEST_CASE("what was appended to is not taken for what --reuse asks for, and both ways on are named",
          "[pg][append][reuse]") {
  const std::string store = GENERATE("reference", "eaf-v1");
  const EmptiedDatabase database;
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = base(store);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  REQUIRE(seed(database, base(store)).exit_code == 0);
  const std::string fingerprint = manifest_of(database).fingerprint;
  REQUIRE(seed(database, {"--append", "1000", "--store", store}).exit_code == 0);
  REQUIRE(seed(database, {"--append", "500", "--store", store}).exit_code == 0);

  const ProgramResult refused = seed(database, with({"--reuse"}));
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK(refused.out.empty());
  CHECK_THAT(refused.err, ContainsSubstring("holds these 10,000 events and 1,500 more") &&
                              ContainsSubstring("to work on all 11,500 go on without seeding") &&
                              ContainsSubstring("for the first 10,000 alone") &&
                              ContainsSubstring("--replace"));
  // Whatever else is different makes it another data set.
  const ProgramResult other = seed(database, with({"--reuse", "--seed", "7"}));
  CHECK(other.exit_code == 2);
  CHECK_THAT(other.err, ContainsSubstring("already holds 11,500 events"));

  // Both ways lead on.
  CHECK(seed(database, {"--verify", "--store", store}).exit_code == 0);
  CHECK(seed(database, with({"--replace"})).exit_code == 0);
  CHECK(manifest_of(database).fingerprint == fingerprint);
  CHECK(seed(database, with({"--reuse"})).exit_code == 0);
}

TEST_CASE("an --append that is killed leaves the data as they were", "[pg][append]") {
  const EmptiedDatabase database;
  REQUIRE(seed(database, base("reference")).exit_code == 0);
  const std::string fingerprint = manifest_of(database).fingerprint;
  int killed = 0;
  for (int milliseconds = 30; milliseconds < 700; milliseconds += 90) {
    const ProgramResult result =
        seed(database, {"--append", "60000"}, std::chrono::milliseconds{milliseconds});
    if (!result.timed_out || manifest_of(database).fingerprint != fingerprint) break;
    ++killed;
    REQUIRE(seed(database, {"--verify"}).exit_code == 0);
  }
  CHECK(killed > 0);
  CHECK(seed(database, {"--verify"}).exit_code == 0);
}

TEST_CASE("appending asks for a complete data set of the same shape", "[pg][append]") {
  const EmptiedDatabase database;
  const ProgramResult empty = seed(database, {"--append", "5"});
  CHECK(empty.exit_code == 2);
  CHECK_THAT(empty.err, ContainsSubstring("holds no data of seed-events"));
  REQUIRE(seed(database, base("reference")).exit_code == 0);
  const ProgramResult other = seed(database, {"--append", "5", "--tenants", "6"});
  CHECK(other.exit_code == 2);
  CHECK_THAT(other.err, ContainsSubstring("--tenants 5, not 6"));
  for (const char* job : {"--replace", "--reuse", "--verify", "--dry-run"}) {
    CHECK(seed(database, {"--append", "5", job}).exit_code == 2);
  }
  CHECK(seed(database, {"--append", "2000000000"}).exit_code == 2);
  CHECK(seed(database, {"--verify"}).exit_code == 0);
}
