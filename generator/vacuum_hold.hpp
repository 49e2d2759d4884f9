// Keeps autovacuum away from tables while rows are copied into them.
#pragma once

#include <string>
#include <vector>

#include "core/pg/session.hpp"
#include "generator/transaction.hpp"

namespace eventstore::seed {

/// Holds a lock that lets everybody write and that autovacuum passes by.  Without it a worker that
/// comes along reads what is being written, and the first CREATE INDEX waits a second
/// (deadlock_timeout) before it is sent away.  Nothing stays behind when the program is killed.
class VacuumHold {
 public:
  /// `tables`: full names.  The session is busy with it until `release`, or the destructor.
  VacuumHold(pg::Session& session, const std::vector<std::string>& tables);

  /// To be called before an index is built: that needs a lock which excludes this one.
  void release() { transaction_.commit(); }

 private:
  Transaction transaction_;
};

}  // namespace eventstore::seed
