// How the sessions of these tools name themselves to a server.
#pragma once

#include <string>
#include <string_view>

namespace eventstore::pg {

/// application_name, unless the connection string, a service file or PGAPPNAME says another one:
/// the tool's, "eventstore_bench".  Sessions that hold a lock have process and host behind it.
[[nodiscard]] std::string own_application_name();

/// Whether a session of that name was made by one of the tools, or by this program.
[[nodiscard]] bool is_own_application(std::string_view name);

/// Of the connection over which is asked what the others wait for (wait_watch.hpp).
inline constexpr std::string_view watch_application_name = "eventstore-watch";

}  // namespace eventstore::pg
