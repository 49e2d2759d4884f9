// What was written, on the disk.
#pragma once

#include <cstdint>

#include "core/pg/session.hpp"

namespace eventstore::pg {

enum class Checkpoint : std::uint8_t { done, not_allowed };

/// Has the server write what its buffers hold, and waits for it, so that the writing of what was
/// done before does not fall into the measurement after.  Takes a superuser, or from PostgreSQL 15
/// on a member of pg_checkpoint.  Throws StatementError for what is not a lack of rights.
Checkpoint checkpoint(Session& session);

}  // namespace eventstore::pg
