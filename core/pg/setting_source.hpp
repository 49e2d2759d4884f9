// Where a setting is set: one that ended a statement, or keeps us from looking.
#pragma once

#include <string>
#include <string_view>

#include "core/pg/database.hpp"
#include "core/pg/session.hpp"

namespace eventstore::pg {

/// "compute_query_id = off is set for database shop".
[[nodiscard]] std::string setting_text(Session& session, const std::string& name);

/// "; temp_file_limit = 10kB is set for database shop, ...", with the statement that lifts it,
/// where `sqlstate` says that a statement went over that limit; empty for others.  Asks over a
/// connection of its own, since the session's transaction is over.
[[nodiscard]] std::string limit_remark(const Database& database, std::string_view sqlstate);

}  // namespace eventstore::pg
