// What the proof about gaps rests on, as this server does it: which locks writers hold and when,
// and what readers make of it in schedules that are made by hand.

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "core/engine/gap_proof.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/engine_store.hpp"
#include "tests/support/own_server.hpp"
#include "tests/support/prepared_operation.hpp"
#include "tests/support/stream_actor.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using engine::GapProof;
using engine::TrackingToken;
using engine::Visibility;
using engine::Writers;
using engine::WritersQuestion;

namespace {

/// A store ordered by position with a reader's connection.
class PositionStore {
 public:
  explicit PositionStore(const std::string& store = "reference-position") : store_(store) {}

  [[nodiscard]] ReferenceStore& store() { return store_; }
  void sql(const std::string& statement) { wire_.command(statement); }
  [[nodiscard]] std::string value(const std::string& query) {
    const pg::Reply reply = wire_.run(query);
    INFO(reply.message());
    REQUIRE(reply.ok());
    return std::string{reply.field(0, 0).value_or("")};
  }
  [[nodiscard]] Writers writers() {
    const WritersQuestion::Answer answer = question_.ask();
    INFO(answer.call.message);
    REQUIRE(answer.call.outcome == Outcome::ok);
    return answer.writers;
  }
  [[nodiscard]] StreamActor actor(ActorOptions options = {}) {
    options.visibility = Visibility::gap_aware;
    return StreamActor{store_.database(), store_.catalogue(), options};
  }

 private:
  ReferenceStore store_;
  pg::Wire wire_{store_.database()};
  pg::Wire asking_{store_.database()};
  WritersQuestion question_{asking_, store_.catalogue().store.events};
};

const std::string insert_by_hand =
    "INSERT INTO {} (sequence_number, tenant_key, event_id, aggregate_id, aggregate_type, "
    "event_type, metadata, payload) VALUES (1, 1, gen_random_uuid(), gen_random_uuid(), 'Order', "
    "'Changed', '{{}}', '{{}}')";

std::string insert_into(const std::string& table) {
  return fmt::format(fmt::runtime(insert_by_hand), table);
}

/// Waits until a session of this database waits for an advisory lock.
void wait_until_blocked(const pg::Database& database) {
  pg::Wire wire{database};
  for (int attempt = 0; attempt < 3000; ++attempt) {
    const pg::Reply waiting = wire.run(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
        "wait_event_type = 'Lock' AND wait_event = 'advisory'");
    if (waiting.field(0, 0) != "0") return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  FAIL("the second writer never waited for the first");
}

}  // namespace

TEST_CASE("a writer is one from its INSERT to its end, in whatever partition", "[pg][gaps]") {
  const std::string which = GENERATE("reference-position", "reference-hash");
  const std::string table = which == "reference-hash" ? GENERATE("domain_events", "domain_events_1")
                                                      : std::string{"domain_events"};
  CAPTURE(which, table);
  PositionStore position{which};
  pg::Wire writer{position.store().database()};
  CHECK(position.writers().empty());
  writer.command("BEGIN");
  writer.command("SELECT pg_current_xact_id()");
  writer.command("SELECT count(*) FROM " + table);
  CHECK(position.writers().empty());
  SECTION("after a stronger lock, which alone is none of a writer") {
    writer.command("LOCK TABLE ONLY " + table + " IN EXCLUSIVE MODE");
    CHECK(position.writers().empty());
  }
  if (table == "domain_events") {
    writer.command(insert_into(table));
  } else {
    // The table finds the partition of a tenant; the partition takes its own only.
    const std::string tenant = position.value(
        "SELECT key FROM generate_series(1, 100) AS key WHERE satisfies_hash_partition("
        "'domain_events'::regclass::oid, 4, 1, key) LIMIT 1");
    std::string statement = insert_into(table);
    statement.replace(statement.find("(1, 1,"), 6, "(1, " + tenant + ",");
    statement.replace(statement.find("(sequence_number"), 1, "(global_position, ");
    statement.replace(statement.find("(1, "), 1, "(nextval('domain_events_global_position_seq'), ");
    writer.command(statement);
  }
  CHECK(position.writers().size() == 1);
  writer.command(GENERATE("COMMIT", "ROLLBACK"));
  CHECK(position.writers().empty());
}

TEST_CASE("who analyses or vacuums the events is no writer", "[pg][gaps]") {
  PositionStore position;
  pg::Wire keeper{position.store().database()};
  keeper.command("BEGIN");
  keeper.command("ANALYZE domain_events");  // Keeps its ShareUpdateExclusiveLock until the end.
  CHECK(position.value("SELECT count(*) FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock' AND "
                       "relation = 'domain_events'::regclass") == "1");
  CHECK(position.writers().empty());
}

TEST_CASE("a transaction that is prepared is waited for until it has ended", "[pg][gaps]") {
  OwnServer server{Tcp::without_password, {"max_prepared_transactions=2"}};
  const pg::Database database{.connection_string = server.superuser(), .name = "postgres"};
  const catalogue::Catalogue catalogue = catalogue::load_catalogue("reference-position");
  pg::Wire writer{database}, asking{database};
  install_store(writer, catalogue);
  WritersQuestion question{asking, catalogue.store.events};
  writer.command("BEGIN");
  writer.command(insert_into("domain_events"));
  GapProof proof;
  proof.observe(1, question.ask().writers);
  writer.command("PREPARE TRANSACTION 'half'");
  proof.observe(1, question.ask().writers);
  CHECK(proof.settled() == 0);
  writer.command("COMMIT PREPARED 'half'");
  proof.observe(1, question.ask().writers);
  CHECK(proof.settled() == 1);
}

TEST_CASE("the proof is refused on a standby, which shows no writers", "[pg][gaps]") {
  const OwnServer primary{Tcp::without_password};
  const catalogue::Catalogue catalogue = catalogue::load_catalogue("reference-position");
  pg::Wire writer{pg::Database{.connection_string = primary.superuser(), .name = "postgres"}};
  install_store(writer, catalogue);
  const OwnServer standby{OwnServer::StandbyOf{primary}};
  const pg::Database there{.connection_string = standby.superuser(), .name = "postgres"};

  // What it is about: a writer of the primary, of whom the standby's locks say nothing.
  writer.command("BEGIN");
  writer.command(insert_into("domain_events"));
  pg::Wire reader{there};
  CHECK(reader.run("SELECT FROM pg_locks WHERE mode = 'RowExclusiveLock'").row_count() == 0);
  CHECK_THROWS_MATCHES(WritersQuestion(reader, catalogue.store.events), UsageError,
                       MessageMatches(ContainsSubstring("this server is a standby")));
  // Nor is there a gap-aware reader.
  CHECK_THROWS_MATCHES(
      StreamActor(there, catalogue, ActorOptions{.visibility = Visibility::gap_aware}), UsageError,
      MessageMatches(ContainsSubstring("read from the primary")));
}

TEST_CASE("the proof is refused where positions do not ascend one by one", "[pg][gaps]") {
  PositionStore position;
  const auto& events = position.store().catalogue().store.events;
  const std::string what =
      GENERATE("ALTER TABLE domain_events ALTER global_position SET CACHE 20",
               "ALTER TABLE domain_events ALTER global_position SET INCREMENT -1 SET MINVALUE -100",
               "ALTER TABLE domain_events ALTER global_position DROP IDENTITY");
  position.sql(what);
  CAPTURE(what);
  pg::Wire wire{position.store().database()};
  CHECK_THROWS_MATCHES(WritersQuestion(wire, events), UsageError,
                       MessageMatches(ContainsSubstring("domain_events.global_position")));
}

TEST_CASE("a gap is closed when its writer has given up, and filled when it has not",
          "[pg][gaps]") {
  const bool gives_up = GENERATE(false, true);
  const bool restarts = GENERATE(false, true);
  CAPTURE(gives_up, restarts);
  PositionStore position;
  Writer late{position.store()}, early{position.store()}, young{position.store()};
  StreamActor reader = position.actor();
  late.begin();
  late.append(1, aggregate(1), 0);
  early.begin();
  early.append(1, aggregate(2), 0);
  std::vector<Event> committed = early.commit();
  CHECK(reader.read());  // Not held back by the gap before it.
  CHECK(reader.token() == TrackingToken{.position = 2, .gaps = {1}});
  CHECK_FALSE(reader.read());
  CHECK(reader.token().gaps.size() == 1);
  if (restarts) reader.restart();
  CHECK_FALSE(reader.read());
  CHECK(reader.token().gaps.size() == 1);

  // Whoever begins now has taken no position below the gap's, and is not waited for.
  young.begin();
  young.append(1, aggregate(3), 0);
  if (gives_up) {
    late.roll_back();
    CHECK_FALSE(reader.read());
    CHECK(reader.reader().counts().closed_gaps == 1);
  } else {
    for (const Event& event : late.commit()) committed.push_back(event);
    CHECK(reader.read());
    CHECK(reader.reader().counts().filled_gaps == 1);
  }
  CHECK(reader.token() == TrackingToken{.position = 2});
  for (const Event& event : young.commit()) committed.push_back(event);
  CHECK(reader.read());
  CHECK(reader.lost_count(committed) == 0);
  CHECK(reader.wrong_count(committed) == 0);
}

TEST_CASE("a tenant's token has no gaps: what a writer could yet precede is held back",
          "[pg][gaps]") {
  PositionStore position;
  Writer late{position.store()}, early{position.store()}, other{position.store()};
  StreamActor reader = position.actor({.tenant_key = 1});
  other.begin();
  other.append(2, aggregate(9), 0);  // Another tenant's event is no gap when nobody writes.
  static_cast<void>(other.commit());
  early.begin();
  early.append(1, aggregate(2), 0);
  std::vector<Event> committed = early.commit();
  CHECK(reader.read());
  CHECK(reader.token() == TrackingToken{.position = 2});

  late.begin();
  late.append(1, aggregate(1), 0);
  early.begin();
  early.append(1, aggregate(2), 1);
  for (const Event& event : early.commit()) committed.push_back(event);
  for (int reads = 0; reads < 3; ++reads) CHECK_FALSE(reader.read());
  CHECK(reader.reader().counts().stalls == 3);
  CHECK(reader.token() == TrackingToken{.position = 2});
  for (const Event& event : late.commit()) committed.push_back(event);
  CHECK(reader.read());
  CHECK(reader.lost_count(committed) == 0);
  CHECK(reader.wrong_count(committed) == 0);
  CHECK(reader.token() == TrackingToken{.position = 4});
}

TEST_CASE("a hole of a million positions does not make a token large", "[pg][gaps]") {
  PositionStore position;
  Writer writer{position.store()}, late{position.store()};
  StreamActor reader = position.actor();
  writer.begin();
  writer.append(1, aggregate(1), 0);
  std::vector<Event> committed = writer.commit();
  position.sql("SELECT setval('domain_events_global_position_seq', 1000000)");
  late.begin();
  late.append(1, aggregate(2), 0);
  writer.begin();
  writer.append(1, aggregate(1), 1);
  for (const Event& event : writer.commit()) committed.push_back(event);
  CHECK(reader.read());
  // While somebody writes who may have taken any of them, the event behind the hole has to wait.
  CHECK_FALSE(reader.read());
  CHECK(reader.token() == TrackingToken{.position = 1});
  for (const Event& event : late.commit()) committed.push_back(event);
  CHECK(reader.read());
  CHECK(reader.token() == TrackingToken{.position = 1'000'002});
  CHECK(reader.lost_count(committed) == 0);
}

TEST_CASE("more gaps than a batch has events are filled and closed all the same", "[pg][gaps]") {
  PositionStore position;
  constexpr std::int64_t writer_count = 20;
  std::vector<std::unique_ptr<Writer>> writers;
  std::vector<Event> committed;
  for (std::int64_t number = 0; number < writer_count; ++number) {
    writers.push_back(std::make_unique<Writer>(position.store()));
    writers.back()->begin();
    writers.back()->append(1, aggregate(number), 0);
  }
  Writer last{position.store()};
  last.begin();
  last.append(1, aggregate(writer_count), 0);
  for (const Event& event : last.commit()) committed.push_back(event);
  StreamActor reader = position.actor({.batch_size = 2});
  CHECK(reader.read());
  CHECK(reader.token().gaps.size() == writer_count);
  for (std::size_t index = 0; index < writers.size(); ++index) {
    if (index % 3 == 0) {
      writers[index]->roll_back();
    } else {
      for (const Event& event : writers[index]->commit()) committed.push_back(event);
    }
  }
  reader.read_to_the_end();
  CHECK(reader.lost_count(committed) == 0);
  CHECK(reader.wrong_count(committed) == 0);
  CHECK(reader.token() == TrackingToken{.position = writer_count + 1});
  CHECK(reader.reader().counts().largest_gaps == writer_count);
}

TEST_CASE("a token whose gaps nobody has proven is no proof itself", "[pg][gaps]") {
  // Its place is beyond the head, as after a restore: what is written there later is still new.
  const EmptyStore store{"reference-position"};
  ConnectedEngine connected{store, {.visibility = Visibility::gap_aware}};
  const auto reader = engine::make_stream_reader(connected.engine);
  const TrackingToken token{.position = 9, .gaps = {3, 7}};
  for (int reads = 0; reads < 3; ++reads) CHECK(reader->next(token, 10).token == token);
}

TEST_CASE("the head waits for those who write below it", "[pg][gaps]") {
  const EmptyStore store{"reference-position"};
  ConnectedEngine reading{store, {.visibility = Visibility::gap_aware}};
  ConnectedEngine late{store}, early{store};
  const auto reader = engine::make_stream_reader(reading.engine);
  CHECK(reader->head().token == TrackingToken{});
  late.wire.command("BEGIN");
  REQUIRE(late.engine.append_events(changes(order(1), 0)).outcome == Outcome::ok);
  REQUIRE(early.engine.append_events(changes(order(2), 0)).outcome == Outcome::ok);
  for (int asked = 0; asked < 3; ++asked) {
    const engine::StreamHead head = reader->head();
    CHECK(head.call.outcome == Outcome::ok);
    CHECK_FALSE(head.token.has_value());
  }
  late.wire.command("COMMIT");
  CHECK(reader->head().token == TrackingToken{.position = 2});
}

TEST_CASE("a serialised append takes no position before it is its turn", "[pg][gaps]") {
  const std::string mode = GENERATE("force_custom_plan", "force_generic_plan");
  const bool first_gives_up = GENERATE(false, true);
  CAPTURE(mode, first_gives_up);
  const EmptyStore store{"reference-position"};
  const engine::EngineOptions serialised{.visibility = Visibility::serialised_writers};
  ConnectedEngine first{store, serialised}, second{store, serialised};
  pg::Wire looking{store.database()};
  const auto last_position = [&] {
    const pg::Reply reply = looking.run("SELECT last_value FROM domain_events_global_position_seq");
    return std::string{reply.field(0, 0).value_or("")};
  };
  for (ConnectedEngine* writer : {&first, &second}) {
    writer->wire.command("SET plan_cache_mode = " + mode);
  }
  for (std::int64_t round = 0; round < 8; ++round) {
    const auto others = changes(order(2), 3 * round, 3);
    first.wire.command("BEGIN");
    REQUIRE(first.engine.append_events(changes(order(1), first_gives_up ? 0 : round)).outcome ==
            Outcome::ok);
    const std::string position = last_position();
    Outcome outcome = Outcome::other_error;
    std::thread waiting{[&] { outcome = second.engine.append_events(others).outcome; }};
    wait_until_blocked(store.database());
    CHECK(last_position() == position);
    // A version that is wrong already is told without waiting, and takes no position either.
    ConnectedEngine third{store, serialised};
    CHECK(third.engine.append_events(changes(order(3), 5)).outcome == Outcome::version_conflict);
    CHECK(last_position() == position);
    first.wire.command(first_gives_up ? "ROLLBACK" : "COMMIT");
    waiting.join();
    CHECK(outcome == Outcome::ok);
    CHECK(last_position() == std::to_string(std::stoll(position) + 3));
  }
}

}  // namespace eventstore::tests
