// Transactions that may still add events to a table: before it is read back or cleaned up.
#pragma once

#include <chrono>
#include <string>

#include "core/pg/session.hpp"

namespace eventstore::bench {

/// Waits until no other transaction can add rows to `table` any more, or `bound` is over.  Says on
/// standard error after three seconds whom it waits for.  A commit that waits for a standby, a
/// prepared transaction and a session whose client is gone are waited for like any other.
/// Returns who is left then (pg::holders_text); empty: nobody.  Throws StatementError.
[[nodiscard]] std::string wait_for_open_writers(pg::Session& session, const std::string& table,
                                                std::chrono::milliseconds bound);

}  // namespace eventstore::bench
