#include "core/pg/checkpoint.hpp"

namespace eventstore::pg {

Checkpoint checkpoint(Session& session) {
  try {
    session.run("CHECKPOINT");
    return Checkpoint::done;
  } catch (const StatementError& error) {
    if (!error.lacks_privilege()) throw;
    return Checkpoint::not_allowed;
  }
}

}  // namespace eventstore::pg
