// What a session relies on, said once, when it is made.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/database.hpp"

namespace eventstore::pg {

/// What a connection is for.  docs/decisions/0011-databases-of-others.md has the table.
enum class SessionUse : std::uint8_t {
  control,         ///< Scripts, COPY, manifest, locks, copies, the server's catalog.
  audit,           ///< Reading back what is stored: read only, no row is hidden.
  measured_read,   ///< Operations that do not write: read only.
  measured_write,  ///< Operations that write, or sessions that do both.
};

using Settings = std::map<std::string, std::string>;

/// The settings that every session of this use has, by name, as the server writes them.
/// `server_version` as PQserverVersion gives it.
[[nodiscard]] Settings settings_for(SessionUse use, int server_version);

/// What a connection string's `options` ask for: `-c name=value` and `--name=value`.
[[nodiscard]] Settings settings_of_options(const std::string& options);

/// A connection that has just been made.
struct NewSession {
  std::string database;  ///< As asked for.
  std::string role;      ///< As asked for, or as libpq found it.
  std::string options;   ///< Of the connection string or the environment.
  int client_pid = 0;    ///< The server process that libpq knows, which a pooler invents.
  int server_version = 0;
  using Row = std::map<std::string, std::optional<std::string>>;
  /// Runs a statement with text parameters and returns its rows as text.  Throws what the
  /// connection's own class throws.
  std::function<std::vector<Row>(const std::string&, const std::vector<std::string>&)> query;
};

/// Gives the session what `use` relies on, and returns whether a pooler stands between.  There
/// nothing is set, since it would stay on a session of the pool; time-outs are the role's.  Throws
/// UsageError when database, role or a setting is not what was asked for, with the way out.
[[nodiscard]] bool establish(const NewSession& session, SessionUse use);

/// A time-out as a setting: "1500ms"; what is shorter than a millisecond is none.
[[nodiscard]] std::string timeout_text(std::chrono::nanoseconds limit);

/// One setting of a session that exists; through a pooler the role has to have it.  Throws
/// UsageError with the statement that gives it to the role.
void give_setting(const NewSession& session, const std::string& name, const std::string& value);

}  // namespace eventstore::pg
