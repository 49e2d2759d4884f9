// Many writers on the same aggregates: one winner per version, every loser told, nothing lost.

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/engine/append_in_doubt.hpp"
#include "core/engine/engine_session.hpp"
#include "core/random/random.hpp"
#include "tests/support/engine_store.hpp"

namespace eventstore::tests {

using engine::Append;
using engine::AppendEnd;
using engine::EnginePool;
using engine::EventStorageEngine;

namespace {

constexpr int writer_count = 32;
constexpr int appends_of_a_writer = 25;
constexpr std::int64_t tenant_count = 3;
constexpr std::int64_t aggregates_of_a_tenant = 2;

/// What all writers were told, together.
class Record {
 public:
  void add(const Append& append, Outcome outcome) {
    const std::lock_guard lock{mutex_};
    ++outcomes_[outcome];
    if (outcome != Outcome::ok) return;
    std::int64_t version = append.expected_version;
    for (const engine::NewEvent& event : append.events) {
      stored_[append.aggregate.id][++version].push_back(event.id);
    }
  }

  /// Ids of acknowledged events, by aggregate and sequence number.
  using Stored = std::map<std::string, std::map<std::int64_t, std::vector<std::string>>>;
  [[nodiscard]] const Stored& stored() const { return stored_; }
  [[nodiscard]] int count(Outcome outcome) const {
    const auto found = outcomes_.find(outcome);
    return found == outcomes_.end() ? 0 : found->second;
  }

 private:
  std::mutex mutex_;
  Stored stored_;
  std::map<Outcome, int> outcomes_;
};

/// Looks how far an aggregate is, decides, and appends one to three events, as a command handler
/// does.
class CommandHandler {
 public:
  CommandHandler(EnginePool& pool, Record& record, int number)
      : source_(engine::engines_of(pool, std::chrono::seconds{60})),
        record_(record),
        state_(static_cast<std::uint64_t>(number)) {}

  void work() {
    for (int i = 0; i < appends_of_a_writer; ++i) {
      const auto name =
          order(static_cast<std::int64_t>(below(next_bits(state_), aggregates_of_a_tenant)),
                1 + static_cast<std::int64_t>(below(next_bits(state_), tenant_count)));
      const int events = 1 + static_cast<int>(below(next_bits(state_), 3));
      const Append append = changes(name, version_of(name), events);
      const AppendEnd end = engine::append_and_resolve(source_, append, {}, state_, attempts,
                                                       [](auto) { std::this_thread::yield(); });
      record_.add(append, end.in_doubt ? Outcome::connection_lost : end.outcome);
    }
  }

  engine::AttemptCounts attempts;

 private:
  std::int64_t version_of(const engine::AggregateName& name) {
    std::int64_t version = 0;
    static_cast<void>(source_([&](EventStorageEngine& engine) {
      version = static_cast<std::int64_t>(engine.load_aggregate(name).events.size());
    }));
    return version;
  }

  engine::EngineSource source_;
  Record& record_;
  std::uint64_t state_;
};

/// Reads each tenant's stream while others write; how many events of other tenants it was given.
class Reader {
 public:
  explicit Reader(const EmptyStore& store) : store_(store) {}

  void read_until(const std::atomic<bool>& is_over) {
    while (!is_over) {
      for (std::int64_t key = 1; key <= tenant_count; ++key) read(key);
    }
  }

  /// An old transaction elsewhere on the server can hold events back for a while.
  void read_something() {
    for (int attempt = 0; attempt < 1000 && rows == 0; ++attempt) {
      read(1);
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
  }

  std::atomic<int> foreign_rows = 0;
  std::atomic<int> rows = 0;

 private:
  void read(std::int64_t key) {
    const engine::Tenant of = tenant(key);
    const auto batch = store_.engine.read_batch(&of, {}, 1000);
    for (const auto& event : batch.events) {
      const std::string own = order(0, key).id.substr(0, 8);
      ++rows;
      if (event.aggregate_id.substr(0, 8) != own) ++foreign_rows;
    }
  }

  ConnectedEngine store_;
};

/// What is stored is what was acknowledged: each version once, without a hole.
void check_aggregate(ConnectedEngine& store, const engine::AggregateName& name,
                     const Record& record) {
  const auto found = record.stored().find(name.id);
  REQUIRE(found != record.stored().end());
  const auto& versions = found->second;
  const auto loaded = store.engine.load_aggregate(name);
  REQUIRE(loaded.events.size() == versions.size());
  std::int64_t sequence_number = 0;
  for (const auto& event : loaded.events) {
    CHECK(event.sequence_number == ++sequence_number);
    REQUIRE(versions.contains(sequence_number));
    const std::vector<std::string>& winners = versions.at(sequence_number);
    REQUIRE(winners.size() == 1);
    CHECK(event.event_id == winners.front());
  }
}

}  // namespace

TEST_CASE("of writers that race for a version one wins, and all the others are told",
          "[pg][engine][concurrency]") {
  const EmptyStore made{GENERATE("reference", "reference-hash", "reference-range", "eaf-v1")};
  INFO(made.catalogue().store.name);
  EnginePool pool{
      {.capacity = 20},
      [&] { return std::make_unique<engine::EngineSession>(made.database(), made.catalogue()); }};
  Record record;
  std::atomic<bool> is_over = false;
  Reader reader{made};
  std::thread reading{[&] { reader.read_until(is_over); }};
  std::vector<std::unique_ptr<CommandHandler>> handlers;
  std::vector<std::thread> threads;
  for (int number = 1; number <= writer_count; ++number) {
    handlers.push_back(std::make_unique<CommandHandler>(pool, record, number));
    threads.emplace_back([handler = handlers.back().get()] { handler->work(); });
  }
  for (std::thread& thread : threads) thread.join();
  is_over = true;
  reading.join();

  const int ok = record.count(Outcome::ok);
  const int conflicts = record.count(Outcome::version_conflict);
  CHECK(ok + conflicts == writer_count * appends_of_a_writer);
  CHECK(ok > 0);
  CHECK(conflicts > 0);
  engine::AttemptCounts attempts;
  for (const auto& handler : handlers) attempts.merge(handler->attempts);
  CHECK(attempts.issued() >= static_cast<std::uint64_t>(writer_count * appends_of_a_writer));

  ConnectedEngine store{made};
  for (std::int64_t key = 1; key <= tenant_count; ++key) {
    for (std::int64_t number = 0; number < aggregates_of_a_tenant; ++number) {
      check_aggregate(store, order(number, key), record);
    }
  }
  reader.read_something();
  CHECK(reader.rows > 0);
  CHECK(reader.foreign_rows == 0);
  const engine::PoolCounts counts = pool.counts();
  CHECK(counts.most_in_use <= 20);
  CHECK(counts.in_use == 0);
}

}  // namespace eventstore::tests
