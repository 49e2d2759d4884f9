// Settings that a session has from its first moment, in the options of its connection string: what
// a role or database has otherwise (ALTER ROLE ... SET statement_timeout) could end the statement
// that overrides it.
#pragma once

#include <string>
#include <string_view>

#include "core/pg/new_connection.hpp"
#include "core/pg/session_settings.hpp"

namespace eventstore::pg {

/// What the user asks for: `options` of the connection string, else PGOPTIONS.
[[nodiscard]] std::string asked_options(const std::string& connection_string);

/// The connection string with all time-outs off that every server version knows, unless the user
/// asks for some.  As it is where a pooler has refused that before.
[[nodiscard]] std::string startup_string(const std::string& connection_string);

/// The options of a startup_string without ours.
[[nodiscard]] std::string without_startup_options(const std::string& options);

/// Whether a connection by startup_string failed since a pooler takes no options, as `message`
/// says. From then on startup_string returns this connection string as it is.
[[nodiscard]] bool refuses_options(const std::string& connection_string, std::string_view message);

/// PQconnectdb by startup_string, once more by the connection string itself where options are
/// refused.  The result may be a failed connection.
[[nodiscard]] LibpqConnection connect_by_startup_string(const std::string& connection_string);

/// For a program of others: the options that give its sessions what ours have for `use`, and what
/// the user asks for.  The latter alone where a pooler takes no options.
[[nodiscard]] std::string options_of_session(const std::string& connection_string, SessionUse use,
                                             int server_version);

/// "; statement_timeout of the role ended it, ..." where a SQLSTATE says that a time-out did; empty
/// for others.
[[nodiscard]] std::string timeout_remark(std::string_view sqlstate, const std::string& role);

}  // namespace eventstore::pg
