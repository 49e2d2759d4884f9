// The lock that says that the owner of a disposable copy lives.
#pragma once

#include <optional>
#include <string>
#include <thread>

#include "core/pg/connection_end.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// Held from the constructor to the destructor by a connection of its own.  When that session is
/// ended by others, the lock is taken again: no tool drops the copy of a process that runs, so that
/// the copy is still ours.  Behind a pooler no lock is taken, and the name alone protects the copy.
class CloneLock {
 public:
  /// `server`: any database of the server.  Throws Failure where the lock is another's.
  CloneLock(const Database& server, std::string clone);
  ~CloneLock();
  CloneLock(const CloneLock&) = delete;
  CloneLock& operator=(const CloneLock&) = delete;

 private:
  void keep();
  [[nodiscard]] bool take_again();

  Database server_;
  std::string clone_;
  std::optional<Wire> connection_;
  StopFlag stop_;
  std::thread keeper_;
};

}  // namespace eventstore::pg
