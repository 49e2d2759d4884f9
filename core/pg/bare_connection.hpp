// The measure of the harness's own cost: libpq as one would write it by hand, in a loop with
// nothing else in it.  It shares no code with Wire, whose cost it tells.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/pg/call_mark.hpp"
#include "core/pg/database.hpp"
#include "core/pg/new_connection.hpp"
#include "core/pg/session_settings.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::pg {

class BareConnection {
 public:
  /// Connects, with the same settings as a Wire of this use.  Throws as that does.
  BareConnection(const Database& database, SessionUse use);

  /// Throws Failure when the server refuses the statement.
  void prepare(const std::string& name, const std::string& sql, std::span<const unsigned> types);

  /// PQexecPrepared and PQclear, as often as there are `nanoseconds`, which get the time of each;
  /// results in binary format.  Throws Failure when a call fails.
  void time_calls(const std::string& name, const WireParameters& arguments,
                  std::span<std::int64_t> nanoseconds);

  [[nodiscard]] int backend_pid() const;

 private:
  /// Throws UsageError as refuse_pool_mode, where a pooler stands between.
  void refuse(const std::string& sqlstate) const;

  LibpqConnection connection_;
  std::unique_ptr<CallMark> mark_;  ///< Unmade before the connection is.
  bool is_pooled_ = false;
};

}  // namespace eventstore::pg
