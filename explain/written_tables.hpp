// The tables that explained statements have written to, whether the statement names them or a
// trigger or a function does.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/pg/wire.hpp"

namespace eventstore::explain {

class WrittenTables {
 public:
  /// Adds the tables that the running transaction has written to.  Throws Failure.
  void note(pg::Wire& wire);
  /// The server refused the transaction's statement, so that it cannot be asked: it may have
  /// written to any table that is known.
  void note_refusal() { unclean_ = known_; }

  /// Takes away what was rolled back since the last time.  Outside of a transaction.  Throws
  /// Failure.
  void clean(pg::Wire& wire);

 private:
  std::set<std::string> known_;  ///< With their schema, quoted.
  std::set<std::string> unclean_;
};

/// Buffers of the user's tables and indexes that the running transaction has touched so far; 0
/// where the server does not count (track_counts).
/// Throws Failure.
[[nodiscard]] std::int64_t touched_buffers(pg::Wire& wire);

}  // namespace eventstore::explain
