// What a pooler that gives a session's statements to several server sessions makes of them.
#pragma once

#include <string>
#include <string_view>

#include "core/pg/reply.hpp"

namespace eventstore::pg {

/// Throws UsageError, with what to do, where an error through a pooler says that a prepared
/// statement is on another server session, or that transactions are refused; returns for others.
void refuse_pool_mode(const std::string& database, std::string_view sqlstate,
                      const std::string& message);

/// The same for an answer, which may be none, or no error.
void refuse_pool_mode(const std::string& database, const Reply& answer);

}  // namespace eventstore::pg
