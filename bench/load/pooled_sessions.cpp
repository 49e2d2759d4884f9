#include "bench/load/pooled_sessions.hpp"

#include <random>
#include <thread>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/engine/event_storage_engine.hpp"
#include "core/pg/application_name.hpp"

namespace eventstore::load {

using measure::Clock;

namespace {

/// What a session in use carries; its octets are counted as long as it is there.
class Metadata {
 public:
  Metadata(std::atomic<std::int64_t>& total, std::int64_t bytes)
      : total_(total), text_(static_cast<std::size_t>(bytes), 'm') {
    total_ += static_cast<std::int64_t>(text_.size());
  }
  ~Metadata() { total_ -= static_cast<std::int64_t>(text_.size()); }
  Metadata(const Metadata&) = delete;
  Metadata& operator=(const Metadata&) = delete;

 private:
  std::atomic<std::int64_t>& total_;
  std::string text_;
};

std::unique_ptr<engine::EngineSession> connected(const Scenario& scenario,
                                                 const dataset::SeededStore& store,
                                                 const std::string& name) {
  pg::Database database = store.database;
  database.connection_string += " application_name=" + name;
  auto session = std::make_unique<engine::EngineSession>(
      database, store.catalogue, engine::EngineOptions{}, pg::SessionUse::measured_read);
  session->engine().wire().set("statement_timeout", pg::timeout_text(scenario.statement_timeout));
  return session;
}

}  // namespace

PooledSessions::PooledSessions(const Scenario& scenario, const dataset::SeededStore& store,
                               int capacity)
    : store_(store),
      tenants_(store.manifest, Tenants::seeded),
      metadata_each_(scenario.sessions->metadata_bytes),
      name_(fmt::format("{}{:08x}", pg::counted_application_name, std::random_device{}())),
      watcher_(store.database),
      pool_({.capacity = capacity},
            [&scenario, &store, this] { return connected(scenario, store, name_); }) {}

Outcome PooledSessions::use(std::chrono::milliseconds timeout,
                            const std::function<Outcome(engine::EventStorageEngine&)>& work) {
  Outcome end = Outcome::ok;
  const engine::EngineSource source = engine::engines_of(pool_, timeout);
  const Outcome leased = source([&](engine::EventStorageEngine& engine) {
    const Metadata metadata{metadata_bytes_, metadata_each_};
    end = work(engine);
  });
  return leased == Outcome::ok ? end : leased;
}

Outcome PooledSessions::read_a_little(engine::EventStorageEngine& engine,
                                      std::uint64_t bits) const {
  const engine::FoundToken head = engine.create_head_token();
  if (head.call.outcome != Outcome::ok) return head.call.outcome;
  const engine::Tenant tenant = tenants_.pick(bits);
  constexpr std::int64_t few = 10;
  const dataset::TokenSubjects& tokens = store_.manifest.tokens;
  const engine::LoadedEvents found = engine.read_batch(
      &tenant,
      {.transaction_id = tokens.tail.transaction_id, .position = tokens.tail.position, .gaps = {}},
      few);
  if (found.call.outcome != Outcome::ok || found.events.empty()) return found.call.outcome;
  const engine::StoredEvent& last = found.events.back();
  return engine
      .load_aggregate({.tenant = tenant,
                       .id = std::string{last.aggregate_id},
                       .type = std::string{last.aggregate_type}})
      .call.outcome;
}

std::int64_t PooledSessions::on_server() {
  return watcher_.run(catalogue::harness_sql("load_sessions"), {{name_}}).integer(0, "sessions");
}

std::int64_t PooledSessions::left_on_server() {
  constexpr std::chrono::seconds bound{5};
  const auto last = Clock::now() + bound;
  std::int64_t left = on_server();
  while (left > 0 && Clock::now() < last) {
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    left = on_server();
  }
  return left;
}

}  // namespace eventstore::load
