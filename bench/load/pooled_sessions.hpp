// A pool of sessions that is watched: by the server's own count of them, and by the octets of
// metadata that those in use hold.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bench/load/scenario.hpp"
#include "bench/load/tenants.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/engine/engine_session.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/session.hpp"

namespace eventstore::load {

class PooledSessions {
 public:
  /// All must outlive it.  Throws Failure.
  PooledSessions(const Scenario& scenario, const dataset::SeededStore& store, int capacity);
  PooledSessions(const PooledSessions&) = delete;
  PooledSessions& operator=(const PooledSessions&) = delete;

  /// For any thread: a session after at most `timeout`, which holds metadata as long as `work`
  /// lasts; how it ended, or why there was none.  Throws what `work` throws.
  [[nodiscard]] Outcome use(std::chrono::milliseconds timeout,
                            const std::function<Outcome(engine::EventStorageEngine&)>& work);

  /// A few reads, as of a user; how the first that failed ended.  For any thread.
  [[nodiscard]] Outcome read_a_little(engine::EventStorageEngine& engine, std::uint64_t bits) const;

  [[nodiscard]] std::int64_t metadata_bytes() const { return metadata_bytes_; }

  /// As the server counts them.
  [[nodiscard]] std::int64_t on_server();
  /// Once the pool is closed: the server lets them go one after the other; what is left after a few
  /// seconds.
  [[nodiscard]] std::int64_t left_on_server();

  [[nodiscard]] engine::EnginePool& pool() { return pool_; }

 private:
  const dataset::SeededStore& store_;
  const TenantChoice tenants_;
  const std::int64_t metadata_each_;
  const std::string name_;  ///< By which the server knows them.
  pg::Session watcher_;
  std::atomic<std::int64_t> metadata_bytes_{0};
  engine::EnginePool pool_;
};

}  // namespace eventstore::load
