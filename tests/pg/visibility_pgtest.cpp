// Transactions that commit in another order than they took their positions and ids: which readers
// lose events then, and that the reference store's do not (docs/decisions/0001-reference-store.md).
// The engine's readers, under every visibility: stream_reader_pgtest.cpp.
//
// One thread drives all connections, so that a schedule is a function of its seed.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/random_schedule.hpp"
#include "tests/support/store_actors.hpp"

namespace eventstore::tests {

namespace {

/// Every committed event once, nothing else, each aggregate's in order and without a hole.
void check_complete(const Reader& reader, const std::vector<Event>& committed) {
  INFO(reader.title());
  CHECK(lost_count(reader, committed) == 0);
  CHECK(reader.delivered().size() == committed.size());
  std::map<std::string, std::int64_t> versions;
  std::size_t out_of_order = 0;
  for (const Event& event : reader.delivered()) {
    if (event.sequence_number != ++versions[event.aggregate_id]) ++out_of_order;
  }
  CHECK(out_of_order == 0);
}

void append_all(std::vector<Event>& all, const std::vector<Event>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

TEST_CASE("a transaction that commits late is lost to a reader of \"everything after\"",
          "[pg][visibility]") {
  ReferenceStore store;
  Writer first{store}, second{store};
  const auto naive = naive_reader(store, 10);
  const auto ours = reference_reader(store, 10);
  std::vector<Event> committed;

  first.begin();
  first.append(1, aggregate(1), 0);  // Position 1.
  second.begin();
  second.append(1, aggregate(2), 0);  // Position 2.
  append_all(committed, second.commit());
  naive->read();
  ours->read();
  CHECK(naive->delivered().size() == 1);
  CHECK(ours->delivered().empty());  // Waits for the older transaction.

  append_all(committed, first.commit());
  store.wait_for_the_barrier();
  naive->read_to_the_end();
  ours->read_to_the_end();
  CHECK(lost_count(*naive, committed) == 1);
  check_complete(*ours, committed);
}

TEST_CASE("the snapshot barrier alone loses events when positions are paged", "[pg][visibility]") {
  ReferenceStore store;
  Writer older{store}, younger{store};
  const auto filtering = filtering_reader(store, 10);
  const auto ours = reference_reader(store, 10);
  const auto of_tenant = tenant_reader(store, 10, 1);
  std::vector<Event> committed;

  older.begin();
  older.take_transaction_id();
  younger.begin();
  younger.append(1, aggregate(1), 0);  // The higher id has the lower position.
  older.append(1, aggregate(2), 0);
  append_all(committed, older.commit());
  for (Reader* reader : {filtering.get(), ours.get(), of_tenant.get()}) reader->read();
  append_all(committed, younger.commit());
  store.wait_for_the_barrier();
  for (Reader* reader : {filtering.get(), ours.get(), of_tenant.get()}) reader->read_to_the_end();

  CHECK(lost_count(*filtering, committed) == 1);
  check_complete(*ours, committed);
  check_complete(*of_tenant, committed);
}

TEST_CASE("positions that were rolled back do not stop the reader", "[pg][visibility]") {
  ReferenceStore store;
  Writer first{store}, second{store};
  const auto ours = reference_reader(store, 1);
  std::vector<Event> committed;

  for (std::int64_t version = 0; version < 5; ++version) {
    first.begin();
    first.append(1, aggregate(1), version);
    second.begin();
    second.append(1, aggregate(2), 0);
    append_all(committed, first.commit());
    ours->read();
    second.roll_back();
  }
  store.wait_for_the_barrier();
  ours->read_to_the_end();
  check_complete(*ours, committed);
}

TEST_CASE("our readers deliver every event once and in order, whatever the schedule",
          "[pg][visibility][beside]") {
  const std::string which = GENERATE("reference", "reference-hash", "reference-range");
  const std::uint64_t seed_count = which == "reference" ? 6 : 2;
  constexpr int step_count = 250;
  std::size_t lost_by_naive = 0, lost_by_filtering = 0, committed_count = 0;
  for (std::uint64_t seed = 1; seed <= seed_count; ++seed) {
    INFO(which << ", seed " << seed);
    ReferenceStore store{which};
    RandomSchedule schedule{store, seed};
    std::vector<std::unique_ptr<Reader>> readers;
    readers.push_back(naive_reader(store, 100));
    readers.push_back(filtering_reader(store, 100));
    for (const std::int64_t batch_size : {1, 3, 100}) {
      readers.push_back(reference_reader(store, batch_size));
    }
    constexpr std::size_t first_of_tenants = 5;
    for (std::int64_t tenant = 1; tenant <= RandomSchedule::tenant_count; ++tenant) {
      readers.push_back(tenant_reader(store, 2, tenant));
    }

    for (int step = 0; step < step_count; ++step) {
      schedule.step();
      readers[schedule.choose(readers.size())]->read();
    }
    schedule.finish();
    store.wait_for_the_barrier();
    for (const auto& reader : readers) reader->read_to_the_end();

    const std::vector<Event>& committed = schedule.committed();
    CHECK(store.stored_event_count() == static_cast<std::int64_t>(committed.size()));
    committed_count += committed.size();
    lost_by_naive += lost_count(*readers[0], committed);
    lost_by_filtering += lost_count(*readers[1], committed);
    for (std::size_t index = 2; index < first_of_tenants; ++index) {
      check_complete(*readers[index], committed);
    }
    for (std::int64_t tenant = 1; tenant <= RandomSchedule::tenant_count; ++tenant) {
      std::vector<Event> of_tenant;
      std::copy_if(committed.begin(), committed.end(), std::back_inserter(of_tenant),
                   [&](const Event& event) { return event.tenant_key == tenant; });
      check_complete(*readers[first_of_tenants + static_cast<std::size_t>(tenant) - 1], of_tenant);
    }
  }
  CAPTURE(committed_count, lost_by_naive, lost_by_filtering);
  CHECK(lost_by_naive > 0);
  CHECK(lost_by_filtering > 0);
}

TEST_CASE("a transaction that wrote before it appends can be delivered before its predecessor",
          "[pg][visibility]") {
  // The limit of an order by (transaction id, position): an append has to be its transaction's
  // first write, as it is in autocommit.  Nothing is lost, but versions change places.
  ReferenceStore store;
  Writer older{store}, younger{store};
  const auto ours = reference_reader(store, 10);
  older.begin();
  older.take_transaction_id();
  younger.begin();
  younger.append(1, aggregate(1), 0);
  std::vector<Event> committed = younger.commit();
  older.append(1, aggregate(1), 1);
  append_all(committed, older.commit());
  store.wait_for_the_barrier();
  ours->read_to_the_end();

  CHECK(lost_count(*ours, committed) == 0);
  REQUIRE(ours->delivered().size() == 2);
  CHECK(ours->delivered().front().sequence_number == 2);
}

}  // namespace eventstore::tests
