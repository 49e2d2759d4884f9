// How the sessions of these tools name themselves to a server.
#pragma once

#include <string_view>

namespace eventstore::pg {

/// application_name, unless the connection string says another one.
inline constexpr std::string_view own_application_name = "eventstore-harness";

}  // namespace eventstore::pg
