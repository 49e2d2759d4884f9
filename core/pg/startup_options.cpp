#include "core/pg/startup_options.hpp"

#include <array>
#include <cstdlib>
#include <mutex>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/pg/conninfo.hpp"
#include "core/pg/quoted_name.hpp"

namespace eventstore::pg {

namespace {

/// Before the user's options, of which the last one wins.  PostgreSQL 16 and older end a connection
/// that asks for transaction_timeout.
constexpr std::string_view timeouts_off =
    "-c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0 "
    "-c idle_in_transaction_session_timeout=0 ";

struct Refusals {
  std::mutex mutex;
  std::set<std::string> connection_strings;
};

/// Never destroyed: a thread that nobody waits for may still connect while the process ends.
Refusals& refusals() {
  static auto* const all = new Refusals;
  return *all;
}

bool takes_options(const std::string& connection_string) {
  Refusals& all = refusals();
  const std::scoped_lock lock{all.mutex};
  return !all.connection_strings.contains(connection_string);
}

std::string option(const std::string& name, const std::string& value) {
  std::string text = fmt::format("-c {}=", name);
  for (const char character : value) {
    if (character == ' ' || character == '\\') text += '\\';
    text += character;
  }
  return text + ' ';
}

}  // namespace

std::string asked_options(const std::string& connection_string) {
  const Keywords keywords = keywords_of(connection_string);
  if (const auto found = keywords.find("options"); found != keywords.end()) return found->second;
  const char* variable = std::getenv("PGOPTIONS");
  return variable == nullptr ? "" : variable;
}

std::string startup_string(const std::string& connection_string) {
  if (!takes_options(connection_string)) return connection_string;
  Keywords keywords = keywords_of(connection_string);
  keywords["options"] = std::string{timeouts_off} + asked_options(connection_string);
  return connection_string_of(keywords);
}

std::string without_startup_options(const std::string& options) {
  return options.starts_with(timeouts_off) ? options.substr(timeouts_off.size()) : options;
}

bool refuses_options(const std::string& connection_string, std::string_view message) {
  // PgBouncer says "unsupported startup parameter", a proxy of RDS "command-line options".
  const bool says_so = message.find("startup parameter") != std::string_view::npos ||
                       message.find("command-line options") != std::string_view::npos;
  if (!says_so || !takes_options(connection_string)) return false;
  Refusals& all = refusals();
  const std::scoped_lock lock{all.mutex};
  all.connection_strings.insert(connection_string);
  return true;
}

LibpqConnection connect_by_startup_string(const std::string& connection_string) {
  LibpqConnection connection{PQconnectdb(startup_string(connection_string).c_str())};
  const bool is_refused = PQstatus(connection.get()) != CONNECTION_OK &&
                          refuses_options(connection_string, PQerrorMessage(connection.get()));
  if (is_refused) connection.reset(PQconnectdb(connection_string.c_str()));
  return connection;
}

std::string options_of_session(const std::string& connection_string, SessionUse use,
                               int server_version) {
  const std::string asked = asked_options(connection_string);
  if (!takes_options(connection_string)) return asked;
  const Settings by_user = settings_of_options(asked);
  std::string options;
  for (const auto& [name, value] : settings_for(use, server_version)) {
    if (!by_user.contains(name)) options += option(name, value);
  }
  // What guards the data has the last word.
  const std::string guard = "default_transaction_read_only";
  return fmt::format("{}{} {}", options, asked,
                     option(guard, settings_for(use, server_version).at(guard)));
}

std::string timeout_remark(std::string_view sqlstate, const std::string& role) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> timeouts{{
      {"57014", "statement_timeout"},
      {"55P03", "lock_timeout"},
      {"57P05", "idle_session_timeout"},
      {"25P04", "transaction_timeout"},
  }};
  for (const auto& [code, name] : timeouts) {
    if (code != sqlstate) continue;
    return fmt::format(
        "; {0} (set for the role, the database or in postgresql.conf) ended it; connect with "
        "options='-c {0}=0', or, where a pooler rejects options, run: ALTER ROLE {1} SET {0} = 0",
        name, quoted_name(role));
  }
  return {};
}

}  // namespace eventstore::pg
