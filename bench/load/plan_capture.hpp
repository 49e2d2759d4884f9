// Plans that the server's auto_explain logs while a run works, for plan-review --captured.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::load {

/// From now on the session's statements that take at least so long are logged with their plans.
/// Throws Failure: the role is no superuser.
void log_plans(pg::Wire& wire, std::chrono::milliseconds at_least);

/// The log of the local server, from when this was made.
class PlanCapture {
 public:
  /// Throws UsageError where the server's log cannot be read: it is not the local one.
  explicit PlanCapture(const pg::Database& database);

  /// Writes what was logged since to this file.  Throws Failure.
  void write_to(const std::string& file) const;

 private:
  std::string log_;
  std::uintmax_t begin_ = 0;
};

}  // namespace eventstore::load
