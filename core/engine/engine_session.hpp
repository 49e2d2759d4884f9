// What a session pool of the engine holds.
#pragma once

#include <chrono>
#include <memory>

#include "core/catalogue/catalogue.hpp"
#include "core/engine/append_in_doubt.hpp"
#include "core/engine/event_storage_engine.hpp"
#include "core/engine/session_pool.hpp"
#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::engine {

/// A connection and the engine on it.
class EngineSession {
 public:
  /// Connects and prepares.  `catalogue` must outlive it.  Throws Failure or UsageError.
  EngineSession(const pg::Database& database, const catalogue::Catalogue& catalogue,
                EngineOptions options = {}, pg::SessionUse use = pg::SessionUse::measured_write)
      : wire_(database, use), engine_(wire_, catalogue, options) {}
  EngineSession(const EngineSession&) = delete;
  EngineSession& operator=(const EngineSession&) = delete;

  [[nodiscard]] EventStorageEngine& engine() { return engine_; }

  [[nodiscard]] bool is_connected() const { return wire_.is_connected(); }
  [[nodiscard]] bool is_at_rest() const { return wire_.is_at_rest(); }
  [[nodiscard]] bool answers() { return wire_.answers(); }

 private:
  pg::Wire wire_;
  EventStorageEngine engine_;
};

using EnginePool = SessionPool<EngineSession>;

/// Leases one session for each use, as long as it lasts.  No session within `timeout` is
/// `rejected`, and so is a server that has too many connections already (SQLSTATE 53300); one that
/// cannot be reached, or refuses otherwise, is `connection_lost`.  `pool` must outlive it.
[[nodiscard]] EngineSource engines_of(EnginePool& pool, std::chrono::milliseconds timeout);

}  // namespace eventstore::engine
