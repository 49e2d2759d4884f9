#include "core/engine/engine_session.hpp"

#include <functional>
#include <optional>

#include "core/pg/connect_failure.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::engine {

namespace {

std::optional<EnginePool::Lease> lease_of(EnginePool& pool, std::chrono::milliseconds timeout,
                                          Outcome& outcome) {
  try {
    std::optional<EnginePool::Lease> lease = pool.acquire(timeout);
    outcome = lease ? Outcome::ok : Outcome::rejected;
    return lease;
  } catch (const pg::ConnectFailure& refused) {  // The pool has counted it as failed, as the next.
    const bool is_full = outcome_of_sqlstate(refused.sqlstate()) == Outcome::rejected;
    outcome = is_full ? Outcome::rejected : Outcome::connection_lost;
    return std::nullopt;
  } catch (const Failure&) {
    outcome = Outcome::connection_lost;
    return std::nullopt;
  }
}

}  // namespace

EngineSource engines_of(EnginePool& pool, std::chrono::milliseconds timeout) {
  return [&pool, timeout](const std::function<void(EventStorageEngine&)>& use) {
    Outcome outcome = Outcome::ok;
    const auto lease = lease_of(pool, timeout, outcome);
    if (lease) use((*lease)->engine());
    return outcome;
  };
}

}  // namespace eventstore::engine
