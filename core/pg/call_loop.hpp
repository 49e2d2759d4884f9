// One thread, many connections: each has at most one call under way, and whoever has an answer is
// served.
#pragma once

#include <span>

#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// Makes call after call on a connection of its own.  A call may be several statements, or several
/// calls in a pipeline.
class Caller {
 public:
  Caller() = default;
  virtual ~Caller() = default;
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  /// The same connection each time.
  [[nodiscard]] virtual Wire& wire() = 0;
  /// Begins the next call.  False: there is none.
  [[nodiscard]] virtual bool begin() = 0;
  /// Goes on with what has arrived, without waiting.  Whether the call has ended.
  [[nodiscard]] virtual bool advance() = 0;
  /// Waits until the call has ended.
  virtual void finish() = 0;
};

/// Drives all callers from this thread until none has a next call.  With each wake-up all of them
/// are served whose connection can be read from or written to; one caller alone is waited for by
/// `finish`.  Statements that do not fit a socket's buffer are sent on as it empties, while the
/// others are served.  What a caller throws, and Interrupted within a tenth of a second of a
/// signal, is thrown when the calls that are under way have been finished.
void run_calls(std::span<Caller* const> callers);

}  // namespace eventstore::pg
