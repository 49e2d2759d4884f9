// Which operation of the store a statement is that pg_stat_activity shows.
#pragma once

#include <string>
#include <string_view>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::load {

/// "append_events" for a statement of that operation, also when the server shows only its begin (as
/// far as track_activity_query_size goes); the begin of any other on one line.
[[nodiscard]] std::string statement_name(const catalogue::Catalogue& catalogue,
                                         std::string_view query);

}  // namespace eventstore::load
