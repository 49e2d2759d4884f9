// How the sessions of these tools name themselves to a server.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace eventstore::pg {

/// application_name, unless the connection string, a service file or PGAPPNAME says another one:
/// the tool's, "eventstore_bench".  Sessions that hold a lock have process and host behind it.
[[nodiscard]] std::string own_application_name();

/// Of the connection over which is asked what the others wait for (wait_watch.hpp).
inline constexpr std::string_view watch_application_name = "eventstore-watch";

/// Of the sessions of a pool that are counted; a number that no other run has follows it.
inline constexpr std::string_view counted_application_name = "eventstore_sessions_";

/// Of the pgbench processes of bench_trust; process id and number follow it.
inline constexpr std::string_view pgbench_application_name = "bench_trust pgbench";

/// What every name that a tool gives its sessions begins with.
inline constexpr std::array own_application_names{std::string_view{"seed-events"},
                                                  std::string_view{"eventstore_bench"},
                                                  std::string_view{"eventstore_load"},
                                                  std::string_view{"plan-review"},
                                                  std::string_view{"bench_trust"},
                                                  std::string_view{"eventstore-server"},
                                                  std::string_view{"seed_ceiling"},
                                                  watch_application_name,
                                                  counted_application_name,
                                                  pgbench_application_name};

/// Whether a session of that name was made by one of the tools, or by this program.
[[nodiscard]] bool is_own_application(std::string_view name);

}  // namespace eventstore::pg
