// Appends that are tried again where that is right, and whose end is known and never guessed.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "core/cases/call_errors.hpp"
#include "core/catalogue/outcome.hpp"
#include "core/engine/event_storage_engine.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/retry_policy.hpp"

namespace eventstore::engine {

/// Calls `use` with an engine over a connection that works, and returns ok; or says why there is
/// none (rejected, connection_lost).  A session pool is one.
using EngineSource = std::function<Outcome(const std::function<void(EventStorageEngine&)>& use)>;

using Sleep = std::function<void(std::chrono::microseconds)>;

struct AppendEnd {
  Outcome outcome = Outcome::ok;
  /// The attempts are used up, and an earlier one may have been stored, or may still be.
  bool in_doubt = false;
  int attempts = 0;
  std::string message;  ///< The last attempt's.
};

/// Appends, and tries again what may be tried again.  When the connection was lost while the commit
/// may have happened, the same events are appended once more over another one.  Stored: the lost
/// attempt can never be, as its version is taken.  Conflict, or a repeated id: whoever took the
/// version is committed, and the first event's id says whether that was us.  A version that nobody
/// has taken (the expected one lies in the future) stays in doubt, as the lost attempt may still be
/// on its way (docs/decisions/0005-event-storage-engine.md).  Every attempt is counted with what it
/// ended as; one that learns that an earlier attempt was stored ends as ok.  What failed attempts
/// said is added to `errors`, but for those that got no engine, whose reason `engines` knows.
[[nodiscard]] AppendEnd append_and_resolve(const EngineSource& engines, const Append& append,
                                           const RetryPolicy& policy, std::uint64_t random_seed,
                                           AttemptCounts& counts, const Sleep& sleep,
                                           cases::CallErrors* errors = nullptr);

}  // namespace eventstore::engine
