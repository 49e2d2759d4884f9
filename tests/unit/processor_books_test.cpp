#include "bench/load/processor_books.hpp"

#include <initializer_list>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/catalogue/catalogue.hpp"

using namespace eventstore;
using load::EventLedger;
using load::Fate;
using load::ProcessorBooks;
using load::Violation;
using load::Violations;

namespace {

using measure::Clock;
using measure::Duration;
using measure::Instant;

using engine::EventField;

constexpr std::uint16_t fields_of(std::initializer_list<EventField> fields) {
  unsigned bits = 0;
  for (const EventField field : fields) bits |= static_cast<unsigned>(field);
  return static_cast<std::uint16_t>(bits);
}

/// What a read returns.
constexpr std::uint16_t returned = fields_of(
    {EventField::position, EventField::tenant_key, EventField::event_id, EventField::aggregate_id,
     EventField::sequence_number, EventField::event_type, EventField::payload});

/// A run of a few events, and a processor that is given some of them.
class FollowedRun {
 public:
  /// The next event of the aggregate; its number.
  std::uint64_t append(const std::string& aggregate, std::int64_t sequence_number) {
    const std::uint64_t number = ledger.issue(1);
    events_.push_back({.id = to_text(ledger.id_of(number, 1'700'000'000'000'000)),
                       .aggregate = aggregate,
                       .sequence_number = sequence_number});
    ledger.write(number, load::content_hash({.event_id = events_.back().id,
                                             .tenant = "7",
                                             .aggregate_id = aggregate,
                                             .sequence_number = sequence_number,
                                             .event_type = "Happened",
                                             .payload = "{}"},
                                            load::PartSet{}.set()));
    return number;
  }

  [[nodiscard]] engine::StoredEvent event(std::uint64_t number) const {
    const Event& event = events_.at(number);
    engine::StoredEvent stored;
    stored.fields = returned;
    stored.position = static_cast<std::int64_t>(number) + 1;
    stored.sequence_number = event.sequence_number;
    stored.tenant_key = 7;
    stored.event_id = event.id;
    stored.aggregate_id = event.aggregate;
    stored.event_type = "Happened";
    stored.payload = "{}";
    return stored;
  }

  bool see(std::uint64_t number, Instant now = Clock::now()) {
    return books.see(event(number), now);
  }

  [[nodiscard]] std::uint64_t count(Violation violation) const {
    for (const Violations::Found& found : violations.found()) {
      if (found.violation == violation) return found.count;
    }
    return 0;
  }

  /// Nothing can come any more.
  std::uint64_t report_skipped() const {
    return books.report_skipped([](std::uint64_t) { return true; });
  }

  const catalogue::Catalogue catalogue = catalogue::load_catalogue("reference");
  EventLedger ledger{99};
  Violations violations;
  ProcessorBooks books{"processor 1", catalogue.store, ledger, violations};

 private:
  struct Event {
    std::string id;
    std::string aggregate;
    std::int64_t sequence_number = 0;
  };
  std::vector<Event> events_;
};

}  // namespace

TEST_CASE("a processor that gets every event once and in order breaks nothing", "[unit][load]") {
  FollowedRun run;
  const std::uint64_t first = run.append("a", 1);
  const std::uint64_t other = run.append("b", 1);
  const std::uint64_t second = run.append("a", 2);
  for (const std::uint64_t number : {first, other, second}) {
    run.ledger.close(number, Fate::acknowledged);
    CHECK(run.see(number));
  }
  engine::StoredEvent foreign = run.event(first);
  foreign.event_id = "00000000-0000-7000-8000-000000000001";
  CHECK_FALSE(run.books.see(foreign, Clock::now()));
  CHECK(run.books.take_sightings().size() == 3);
  CHECK(run.books.seen() == 3);
  CHECK(run.books.seen_acknowledged() == 3);
  run.report_skipped();
  CHECK(run.violations.found().empty());
}

TEST_CASE("what a processor gets twice, too late, changed or never is named", "[unit][load]") {
  FollowedRun run;
  const std::uint64_t first = run.append("a", 1);
  const std::uint64_t second = run.append("a", 2);
  const std::uint64_t never = run.append("a", 3);
  const std::uint64_t refused = run.append("a", 4);
  run.ledger.close(first, Fate::acknowledged);
  run.ledger.close(second, Fate::acknowledged);
  run.ledger.close(never, Fate::acknowledged);
  run.ledger.close(refused, Fate::refused);
  run.see(second);
  run.see(first);
  CHECK(run.count(Violation::reordered) == 1);
  CHECK(run.count(Violation::duplicated) == 0);
  run.see(second);
  CHECK(run.count(Violation::duplicated) == 1);
  CHECK(run.count(Violation::reordered) == 1);
  CHECK(run.books.seen() == 2);
  run.report_skipped();
  CHECK(run.count(Violation::skipped) == 1);
  CHECK(run.count(Violation::altered) == 0);

  engine::StoredEvent changed = run.event(never);
  changed.payload = "{\"changed\": true}";
  run.books.see(changed, Clock::now());
  CHECK(run.count(Violation::altered) == 1);
  const std::string digits = run.ledger.end_of_id(never);
  for (const Violations::Found& found : run.violations.found()) {
    INFO(found.first);
    CHECK(found.first.starts_with("processor 1 "));
    if (found.violation == Violation::skipped) {
      CHECK(found.first.find(digits) != std::string::npos);
    }
  }
}

TEST_CASE("visibility is from the acknowledgement to the first sight, and 0 when that came first",
          "[unit][load]") {
  FollowedRun run;
  const std::uint64_t late = run.append("a", 1);
  const std::uint64_t early = run.append("a", 2);
  const std::uint64_t doubtful = run.append("a", 3);
  run.ledger.close(late, Fate::acknowledged);
  const Instant acknowledged{Duration{run.ledger.closed_at_ns(late)}};
  run.see(late, acknowledged + std::chrono::milliseconds{40});
  run.see(early);
  run.see(doubtful);
  const auto sightings = run.books.take_sightings();
  REQUIRE(sightings.size() == 1);
  CHECK(sightings[0].acknowledged == acknowledged);
  CHECK(sightings[0].time == std::chrono::milliseconds{40});
  CHECK(run.books.take_sightings().empty());

  run.ledger.close(early, Fate::acknowledged);
  run.ledger.close(doubtful, Fate::in_doubt);
  const auto later = run.books.take_sightings();
  REQUIRE(later.size() == 1);
  CHECK(later[0].time == Duration{0});
  CHECK(run.books.seen_acknowledged() == 2);
  CHECK(run.books.seen() == 3);
}

TEST_CASE("an event is compared in whatever its read returns, the tenant or not", "[unit][load]") {
  FollowedRun run;
  const std::uint64_t number = run.append("a", 1);
  engine::StoredEvent event = run.event(number);
  event.fields = fields_of({EventField::event_id, EventField::payload});
  event.tenant_key = 0;
  event.event_type = "";
  run.books.see(event, Clock::now());
  CHECK(run.count(Violation::altered) == 0);
  event.payload = "[]";
  run.books.see(event, Clock::now());
  CHECK(run.count(Violation::altered) == 1);
}
