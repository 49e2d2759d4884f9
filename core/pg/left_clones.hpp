// The disposable copies that processes left behind.
#pragma once

#include "core/pg/session.hpp"

namespace eventstore::pg {

/// Drops the copies on the server whose owner ran on this host, has ended, and holds no lock;
/// returns how many.  A copy whose owner cannot be checked counts as in use: where nobody holds its
/// lock either, it is named on stderr, once in the life of this process.  `session` is on any
/// database but a copy.
int drop_left_clones(Session& session);

}  // namespace eventstore::pg
