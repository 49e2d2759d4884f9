// What appends end as, in the reference store and in those that partition it.

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/cases/operation_call.hpp"
#include "core/engine/visibility.hpp"
#include "core/pg/session.hpp"
#include "tests/support/narrow_ranges.hpp"
#include "tests/support/store_actors.hpp"

namespace eventstore::tests {

namespace {

/// An append to a store, with its outcome judged as eventstore_bench does.
class Appender {
 public:
  Appender(const pg::Database& database, const catalogue::Catalogue& store)
      : wire_(database), operation_(append_of(store)), call_(prepared()) {}

  Outcome append(std::int64_t aggregate_number, std::int64_t version, const std::string& event_id) {
    const auto one = [](const std::string& text) { return std::vector<std::string>{text}; };
    const std::map<std::string, pg::Value> arguments{{"tenant_key", std::int64_t{1}},
                                                     {"aggregate_id", aggregate(aggregate_number)},
                                                     {"aggregate_type", std::string{"Order"}},
                                                     {"expected_version", version},
                                                     {"event_ids", one(event_id)},
                                                     {"event_types", one("Changed")},
                                                     {"payload_revisions", one("1")},
                                                     {"metadata", one("{}")},
                                                     {"payloads", one("{}")}};
    cases::Arguments ordered;
    for (const auto& parameter : operation_.parameters) {
      ordered.push_back(arguments.at(parameter.name));
    }
    call_.set_arguments(ordered);
    return call_.run().outcome;
  }
  pg::Wire& wire() { return wire_; }

 private:
  /// Where the store has one whose writers take turns, that one.
  static catalogue::Operation append_of(const catalogue::Catalogue& store) {
    return *engine::operation_for(store, "append_events", engine::Visibility::serialised_writers);
  }
  cases::OperationCall prepared() {
    cases::prepare(wire_, operation_);
    return cases::OperationCall{wire_, operation_};
  }

  pg::Wire wire_;
  catalogue::Operation operation_;
  cases::OperationCall call_;
};

/// Waits until a session of this database waits for another one's transaction.
void wait_until_blocked(const pg::Database& database) {
  pg::Session session{database};
  for (int attempt = 0; attempt < 3000; ++attempt) {
    const auto waiting = session.run(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND "
        "wait_event_type = 'Lock'");
    if (waiting.integer(0, "n") > 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  FAIL("the second writer never waited for the first");
}

}  // namespace

TEST_CASE("a conflict and a repeated event are told apart, whatever partition says so",
          "[pg][partitions]") {
  const std::string which = GENERATE("reference", "reference-hash", "reference-range",
                                     "reference-position", "reference-notify");
  CAPTURE(which);
  ReferenceStore store{which};
  Appender writer{store.database(), store.catalogue()};
  const std::string first = store.next_event_id();
  CHECK(writer.append(1, 0, first) == Outcome::ok);
  CHECK(writer.append(1, 0, store.next_event_id()) == Outcome::version_conflict);
  CHECK(writer.append(1, 7, store.next_event_id()) == Outcome::version_conflict);
  CHECK(writer.append(2, 1, store.next_event_id()) == Outcome::version_conflict);
  CHECK(writer.append(1, 1, first) == Outcome::duplicate_event);
  CHECK(writer.append(3, 0, first) == Outcome::duplicate_event);
  CHECK(store.stored_event_count() == 1);
  CHECK(writer.append(1, 1, store.next_event_id()) == Outcome::ok);
  CHECK(writer.append(3, 0, store.next_event_id()) == Outcome::ok);
  CHECK(store.stored_event_count() == 3);
}

TEST_CASE("of two writers at the same version one is stored, the other has a conflict",
          "[pg][partitions]") {
  const std::string which = GENERATE("reference", "reference-hash", "reference-range",
                                     "reference-position", "reference-notify");
  const bool first_gives_up = GENERATE(false, true);
  CAPTURE(which, first_gives_up);
  ReferenceStore store{which};
  Appender first{store.database(), store.catalogue()};
  Appender second{store.database(), store.catalogue()};
  for (std::int64_t version = 0; version < 2; ++version) {
    const std::string ids[] = {store.next_event_id(), store.next_event_id()};
    first.wire().command("BEGIN");
    REQUIRE(first.append(1, version, ids[0]) == Outcome::ok);
    Outcome outcome = Outcome::other_error;
    std::thread waiting{[&] { outcome = second.append(1, version, ids[1]); }};
    wait_until_blocked(store.database());
    first.wire().command(first_gives_up ? "ROLLBACK" : "COMMIT");
    waiting.join();
    CHECK(outcome == (first_gives_up ? Outcome::ok : Outcome::version_conflict));
    CHECK(store.stored_event_count() == version + 1);
  }
}

TEST_CASE("between partitions by position a repeated event id is not noticed", "[pg][partitions]") {
  // The limit of the range store (docs/decisions/0004-partitioned-stores.md): no index spans its
  // partitions.  The version still does.
  const NarrowRanges ranges{{2, 4, 6, 8}};
  ReferenceStore store{ranges.path()};
  Appender writer{store.database(), store.catalogue()};
  const std::string first = store.next_event_id();
  REQUIRE(writer.append(1, 0, first) == Outcome::ok);
  CHECK(writer.append(1, 1, first) == Outcome::duplicate_event);  // Takes position 2.
  CHECK(writer.append(1, 1, first) == Outcome::ok);
  CHECK(writer.append(1, 1, store.next_event_id()) == Outcome::version_conflict);
}

}  // namespace eventstore::tests
