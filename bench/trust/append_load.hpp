// Appends of one event each to aggregates of their own, and how many of them a store takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bench/trust/scratch_store.hpp"
#include "core/engine/event_storage_engine.hpp"
#include "core/engine/requests.hpp"

namespace eventstore::trust {

/// Makes appends that never conflict: each is the first event of a new aggregate.  The event has
/// about as many octets as the average seeded one.
class NewAggregates {
 public:
  /// Those of different seeds are different.
  NewAggregates(engine::Tenant tenant, std::uint64_t seed);

  [[nodiscard]] engine::Append next();

 private:
  [[nodiscard]] std::string next_uuid();

  engine::Tenant tenant_;
  std::uint64_t state_;
};

/// Appends over `connections` connections at once for `time`, each in a thread of its own, and
/// returns how many calls ended per second.  Throws Failure when one does not end well.
[[nodiscard]] double appends_per_second(const ScratchStore& store,
                                        const engine::EngineOptions& options, int connections,
                                        std::chrono::milliseconds time, std::uint64_t seed);

/// Throws Failure with what the server said, unless the call ended well.
void require_ok(const engine::CallResult& call, const std::string& what);

}  // namespace eventstore::trust
