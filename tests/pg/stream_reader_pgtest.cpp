// The engine's readers under every visibility, through the same hostile schedules: who loses
// events, who waits for whom, and what a restart does.  Schedules made by hand are in
// visibility_pgtest.cpp and gap_proof_pgtest.cpp.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "tests/support/engine_store.hpp"
#include "tests/support/random_schedule.hpp"
#include "tests/support/stream_actor.hpp"

namespace eventstore::tests {

using engine::Visibility;

namespace {

/// A store that has the visibility, and how its writers append.
struct Stage {
  Visibility visibility = Visibility::naive;
  std::string store;
  std::string append = "append_events";
};

Stage stage_of(Visibility visibility) {
  Stage stage{.visibility = visibility, .store = "reference-position"};
  if (visibility == Visibility::snapshot_barrier) stage.store = "reference";
  if (visibility == Visibility::serialised_writers) stage.append += ".serialised_writers";
  return stage;
}

/// All tenants in small and large batches, and each tenant; with few, many and no gaps in tokens.
std::vector<std::unique_ptr<StreamActor>> actors_of(const ReferenceStore& store,
                                                    Visibility visibility) {
  std::vector<ActorOptions> wanted;
  for (const std::int64_t batch_size : {1, 3, 100}) {
    wanted.push_back({.visibility = visibility, .batch_size = batch_size});
  }
  for (std::int64_t tenant = 1; tenant <= RandomSchedule::tenant_count; ++tenant) {
    wanted.push_back({.visibility = visibility, .batch_size = 2, .tenant_key = tenant});
  }
  if (visibility == Visibility::gap_aware) {
    wanted.push_back({.visibility = visibility, .batch_size = 3, .most_gaps = 0});
    wanted.push_back({.visibility = visibility, .batch_size = 100, .most_gaps = 2});
    wanted.push_back(
        {.visibility = visibility, .batch_size = 2, .tenant_key = 1, .most_gaps = 1000});
    wanted.push_back({.visibility = visibility, .batch_size = 7, .tenant_key = 2, .most_gaps = 3});
  }
  std::vector<std::unique_ptr<StreamActor>> actors;
  for (const ActorOptions& options : wanted) {
    actors.push_back(std::make_unique<StreamActor>(store.database(), store.catalogue(), options));
  }
  return actors;
}

/// A transaction in another database of the server, which is old sometimes.
class Stranger {
 public:
  void toggle() {
    wire_.command(is_open_ ? "COMMIT" : "BEGIN");
    if (!is_open_) wire_.command("SELECT pg_current_xact_id()");
    is_open_ = !is_open_;
  }
  void leave() {
    if (is_open_) toggle();
  }

 private:
  EmptiedDatabase elsewhere_;
  pg::Wire wire_{elsewhere_.database()};
  bool is_open_ = false;
};

struct Totals {
  std::size_t committed = 0;
  std::size_t lost = 0;
  std::size_t wrong = 0;
  std::int64_t stalled_reads = 0;         ///< Of readers of all tenants with their usual limits.
  std::int64_t stalled_tenant_reads = 0;  ///< Of all others.
  std::int64_t largest_gaps = 0;
};

/// One random schedule; with a chance of 1 in `restart_odds` a reader starts anew before it reads.
void play(const Stage& stage, std::uint64_t seed, std::uint64_t restart_odds, Totals& totals) {
  constexpr int step_count = 250;
  constexpr std::size_t usual_readers = 3;
  ReferenceStore store{stage.store};
  RandomSchedule schedule{store, seed, stage.append};
  Stranger stranger;
  const auto actors = actors_of(store, stage.visibility);
  for (int step = 0; step < step_count; ++step) {
    schedule.step();
    if (schedule.choose(40) == 0) stranger.toggle();
    for (int reads = 0; reads < 2; ++reads) {
      StreamActor& actor = *actors[schedule.choose(actors.size())];
      if (schedule.choose(restart_odds) == 0) actor.restart();
      actor.read_and_count(schedule.committed());
    }
  }
  schedule.finish();
  stranger.leave();
  store.wait_for_the_barrier();
  CHECK(store.stored_event_count() == static_cast<std::int64_t>(schedule.committed().size()));
  totals.committed += schedule.committed().size();
  for (std::size_t index = 0; index < actors.size(); ++index) {
    StreamActor& actor = *actors[index];
    actor.read_to_the_end();
    INFO(stage.store << ", seed " << seed << ", " << actor.title());
    const std::size_t lost = actor.lost_count(schedule.committed());
    const std::size_t wrong = actor.wrong_count(schedule.committed());
    totals.lost += lost;
    totals.wrong += wrong;
    totals.largest_gaps = std::max(totals.largest_gaps, actor.largest_gaps());
    (index < usual_readers ? totals.stalled_reads : totals.stalled_tenant_reads) +=
        actor.stalled_reads();
    if (stage.visibility == Visibility::naive) continue;
    CHECK(lost == 0);
    CHECK(wrong == 0);
    CHECK(actor.token().gaps.empty());
  }
}

/// Several schedules; in every second one readers start anew all the time.
Totals play_all(const Stage& stage) {
  Totals totals;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    constexpr std::uint64_t never = 1'000'000'000;
    constexpr std::uint64_t often = 6;
    play(stage, seed, seed % 2 == 0 ? often : never, totals);
  }
  CHECK(totals.committed > 100);
  return totals;
}

}  // namespace

TEST_CASE("the naive reader loses events that commit late", "[pg][visibility][stream][beside]") {
  const Totals totals = play_all(stage_of(Visibility::naive));
  CAPTURE(totals.committed, totals.lost);
  CHECK(totals.lost > 0);
  CHECK(totals.wrong == 0);
}

TEST_CASE("the gap-aware reader delivers every event exactly once",
          "[pg][visibility][stream][beside]") {
  const Totals totals = play_all(stage_of(Visibility::gap_aware));
  CAPTURE(totals.committed, totals.stalled_tenant_reads, totals.largest_gaps);
  // Whoever reads all tenants gets at once what is visible; a tenant's waits for writers.
  CHECK(totals.stalled_reads == 0);
  CHECK(totals.stalled_tenant_reads > 0);
  CHECK(totals.largest_gaps > 0);
}

TEST_CASE("the plain reader delivers every event exactly once where writers are serialised",
          "[pg][visibility][stream][beside]") {
  const Totals totals = play_all(stage_of(Visibility::serialised_writers));
  CAPTURE(totals.committed);
  CHECK(totals.stalled_reads == 0);
  CHECK(totals.stalled_tenant_reads == 0);
}

TEST_CASE("the reader behind the snapshot barrier delivers every event exactly once",
          "[pg][visibility][stream][beside]") {
  const Totals totals = play_all(stage_of(Visibility::snapshot_barrier));
  CAPTURE(totals.committed, totals.stalled_reads, totals.stalled_tenant_reads);
  CHECK(totals.stalled_reads > 0);
  CHECK(totals.stalled_tenant_reads > 0);
}

TEST_CASE("an old transaction in another database holds back the barrier's readers and no others",
          "[pg][visibility][stream]") {
  for (const Visibility visibility : engine::all_visibilities) {
    const Stage stage = stage_of(visibility);
    INFO(name_of(visibility));
    ReferenceStore store{stage.store};
    Writer writer{store, stage.append};
    Stranger stranger;
    stranger.toggle();
    writer.begin();
    writer.append(1, aggregate(1), 0);
    const std::vector<Event> committed = writer.commit();
    for (const bool of_tenant : {false, true}) {
      ActorOptions options{.visibility = stage.visibility};
      if (of_tenant) options.tenant_key = 1;
      StreamActor actor{store.database(), store.catalogue(), options};
      constexpr int read_count = 5;
      for (int reads = 0; reads < read_count; ++reads) actor.read_and_count(committed);
      const bool is_barrier = stage.visibility == Visibility::snapshot_barrier;
      CHECK(actor.stalled_reads() == (is_barrier ? read_count : 0));
      CHECK(actor.delivered().size() == (is_barrier ? 0 : 1));
    }
    stranger.leave();
    store.wait_for_the_barrier();
    StreamActor actor{store.database(), store.catalogue(), {.visibility = stage.visibility}};
    CHECK(actor.read());
  }
}

TEST_CASE("writers that run at once lose nothing to a reader that runs beside them",
          "[pg][visibility][stream]") {
  const Stage stage = stage_of(GENERATE(Visibility::gap_aware, Visibility::snapshot_barrier,
                                        Visibility::serialised_writers));
  INFO(name_of(stage.visibility));
  constexpr std::int64_t writer_count = 4;
  constexpr std::int64_t append_count = 60;
  const EmptyStore store{stage.store};
  std::atomic<std::int64_t> running{writer_count}, stored{0};
  std::vector<std::vector<Event>> committed(writer_count);
  std::vector<std::thread> threads;
  for (std::int64_t number = 0; number < writer_count; ++number) {
    threads.emplace_back([&, number] {
      ConnectedEngine writer{store, {.visibility = stage.visibility}};
      std::uint64_t state = static_cast<std::uint64_t>(number);
      std::int64_t version = 0;
      for (std::int64_t i = 0; i < append_count; ++i) {
        const auto append = changes(order(number), version, 2);
        writer.wire.command("BEGIN");
        const bool is_stored = writer.engine.append_events(append).outcome == Outcome::ok;
        if (below(next_bits(state), 3) == 0) writer.wire.command("SELECT pg_sleep(0.002)");
        const bool gives_up = !is_stored || below(next_bits(state), 5) == 0;
        writer.wire.command(gives_up ? "ROLLBACK" : "COMMIT");
        if (gives_up) continue;
        for (const auto& event : append.events) {
          committed[static_cast<std::size_t>(number)].push_back(
              {event.id, 1, append.aggregate.id, ++version});
        }
        ++stored;
      }
      --running;
    });
  }
  std::vector<std::unique_ptr<StreamActor>> actors;
  for (const auto& tenant : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{1}}) {
    actors.push_back(std::make_unique<StreamActor>(
        store.database(), store.catalogue(),
        ActorOptions{.visibility = stage.visibility, .batch_size = 5, .tenant_key = tenant}));
  }
  for (int reads = 0; running > 0; ++reads) {
    for (const auto& actor : actors) actor->read();
    if (reads % 7 == 0) actors[static_cast<std::size_t>(reads / 7 % 2)]->restart();
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<Event> all;
  for (const auto& some : committed) all.insert(all.end(), some.begin(), some.end());
  CHECK(stored > writer_count * append_count / 2);
  for (const auto& actor : actors) {
    INFO(actor->title());
    // Other databases' transactions may hold back the barrier a while longer.
    for (int attempt = 0; actor->lost_count(all) > 0 && attempt < 1000; ++attempt) {
      if (!actor->read()) std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    CHECK(actor->lost_count(all) == 0);
    CHECK(actor->wrong_count(all) == 0);
  }
}

TEST_CASE("a reader is refused where the store has no operations for its visibility",
          "[pg][stream]") {
  const EmptyStore store{"reference"};
  ConnectedEngine connected{store, {.visibility = Visibility::gap_aware}};
  CHECK_THROWS_AS(engine::make_stream_reader(connected.engine), UsageError);
}

TEST_CASE("a reader says how its connection ended, and its token stays where it was",
          "[pg][stream]") {
  for (const Visibility visibility : engine::all_visibilities) {
    const Stage stage = stage_of(visibility);
    INFO(name_of(visibility));
    const EmptyStore store{stage.store};
    ConnectedEngine connected{store, {.visibility = stage.visibility}};
    const auto reader = engine::make_stream_reader(connected.engine);
    const engine::TrackingToken token{.position = 7, .gaps = {3}};
    pg::Wire other{store.database()};
    other.command(fmt::format("SELECT pg_terminate_backend({})", connected.wire.backend_pid()));
    for (int reads = 0; reads < 2; ++reads) {
      const engine::StreamBatch batch = reader->next(token, 10);
      CHECK(batch.call.outcome == Outcome::connection_lost);
      CHECK(batch.events.empty());
      CHECK(batch.token == token);
    }
    CHECK(reader->head().call.outcome == Outcome::connection_lost);
  }
}

}  // namespace eventstore::tests
