// The server processes of a run's sessions.
#pragma once

#include <vector>

#include "core/pg/wire.hpp"

namespace eventstore::load {

struct Backends {
  std::vector<int> pids;
  bool are_here = false;  ///< Processes of this machine.

  /// The one of a connection that is established.
  void add(pg::Wire& wire) {
    pids.push_back(wire.backend_pid());
    are_here = are_here || wire.is_on_this_machine();
  }
};

}  // namespace eventstore::load
