// A statement of the harness on a connection that is also used for other things.
#pragma once

#include <string>
#include <vector>

#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// Runs a statement with text parameters $1, $2, ... and returns its rows as text.  Throws Failure
/// with the server's words.
[[nodiscard]] Reply text_query(Wire& wire, const std::string& sql,
                               const std::vector<std::string>& texts = {});

}  // namespace eventstore::pg
