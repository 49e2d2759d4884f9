#include "core/pg/database.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/application_name.hpp"
#include "core/pg/conninfo.hpp"
#include "core/pg/meant_server.hpp"
#include "core/pg/service.hpp"
#include "core/pg/session.hpp"
#include "core/server/local_server.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::pg {

namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

/// Whether the host is the local server's socket directory, as in what `eventstore-server url`
/// prints.
bool is_on_local_server(const std::map<std::string, std::string>& keywords) {
  const auto host = keywords.find("host");
  if (host == keywords.end() || !host->second.starts_with('/')) return false;
  const auto local = keywords_of(server::connection_string(server::default_state_directory()));
  return local.contains("host") && host->second == local.at("host");
}

/// Whom libpq connects as when nobody says, and so the name of the database when nobody says that.
std::string default_user() {
  const Options defaults{PQconndefaults()};
  for (const PQconninfoOption* option = defaults.get(); option->keyword != nullptr; ++option) {
    const bool is_user = std::string_view{option->keyword} == "user";
    if (is_user && option->val != nullptr) return option->val;
  }
  return "postgres";
}

/// A complete connection string: has what its service says, names itself to the server, and says
/// which database it means.
Database database_from(std::map<std::string, std::string> keywords) {
  keywords = with_service(std::move(keywords));
  // What the user says, in a string, a service file or PGAPPNAME, comes before this.
  keywords.try_emplace("fallback_application_name", own_application_name());
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) keywords.try_emplace("connect_timeout", "10");
  if (!keywords.contains("dbname")) {
    const Options defaults{PQconndefaults()};
    for (const PQconninfoOption* option = defaults.get(); option->keyword != nullptr; ++option) {
      const bool is_name = std::string_view{option->keyword} == "dbname";
      if (is_name && option->val != nullptr) keywords["dbname"] = option->val;
    }
  }
  if (!keywords.contains("dbname") && keywords.contains("user")) {
    keywords["dbname"] = keywords["user"];
  }
  if (!keywords.contains("dbname")) keywords["dbname"] = default_user();
  constexpr std::size_t longest_name = 63;  // NAMEDATALEN - 1; the server cuts what is longer.
  if (keywords["dbname"].size() > longest_name) {
    throw UsageError(fmt::format("the database's name has {} bytes, PostgreSQL allows {}: '{}...'",
                                 keywords["dbname"].size(), longest_name,
                                 keywords["dbname"].substr(0, longest_name)));
  }
  return {.connection_string = connection_string_of(keywords),
          .name = keywords["dbname"],
          .is_local_server = is_on_local_server(keywords)};
}

bool environment_names_a_server() {
  constexpr std::array names{"PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGDATABASE"};
  return std::any_of(names.begin(), names.end(),
                     [](const char* name) { return std::getenv(name) != nullptr; });
}

bool is_there(const Database& database, Session& beside) {
  return !beside.run(catalogue::harness_sql("database_exists"), {{database.name}}).empty();
}

void create_when_missing(const Database& database) {
  Session session{with_name(database, "postgres")};
  if (is_there(database, session)) return;
  try {
    session.run("CREATE DATABASE " + session.identifier(database.name));
  } catch (const StatementError& error) {
    constexpr std::string_view duplicate_database = "42P04", unique_violation = "23505";
    const bool another_tool_was_first =
        error.sqlstate() == duplicate_database || error.sqlstate() == unique_violation;
    if (!another_tool_was_first) throw Failure(error.what());
  }
}

/// What option and environment name; nothing when that is the local server.
std::optional<Database> named_database(const std::string& option) {
  if (!option.empty()) return database_from(keywords_of(option));
  if (const char* variable = std::getenv("EVENTSTORE_DATABASE");
      variable != nullptr && *variable != '\0') {
    return database_from(keywords_of(variable));
  }
  if (environment_names_a_server()) return database_from({});
  return {};
}

/// Whether or not it is there.
Database on_local_server(const std::string& name) {
  auto keywords = keywords_of(server::ensure_running());
  keywords["dbname"] = name;
  Database database = database_from(keywords);
  database.is_local_server = true;
  return database;
}

}  // namespace

Database resolve_database(const std::string& option, const std::string& local_name) {
  if (const auto named = named_database(option)) return *named;
  return local_database(local_name);
}

std::optional<Database> find_database(const std::string& option, const std::string& local_name) {
  if (auto named = named_database(option)) return named;
  if (server::status().state == server::ServerState::absent) return {};
  Database database = on_local_server(local_name);
  Session session{with_name(database, "postgres")};
  if (!is_there(database, session)) return {};
  return database;
}

bool means_local_server(const std::string& option) {
  const auto named = named_database(option);
  return !named || named->is_local_server;
}

Database local_database(const std::string& name) {
  Database database = on_local_server(name);
  create_when_missing(database);
  return database;
}

std::string local_database_name(const std::string& store) {
  std::string name = "eventstore_" + store;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

Database with_name(const Database& database, const std::string& name) {
  auto keywords = keywords_of(database.connection_string);
  keywords["dbname"] = name;
  return {.connection_string = connection_string_of(keywords),
          .name = name,
          .is_local_server = database.is_local_server};
}

std::string version_text(int server_version) {
  return fmt::format("{}.{}", server_version / 10'000, server_version % 10'000);
}

std::string describe(const Database& database, int server_version) {
  const std::string version = version_text(server_version);
  if (database.is_local_server) {
    return visible_line(
        fmt::format("database {} on the local server (PostgreSQL {})", database.name, version));
  }
  const auto keywords = keywords_of(database.connection_string);
  const auto find = [&](const char* keyword, const char* variable, const char* otherwise) {
    if (const auto found = keywords.find(keyword); found != keywords.end()) return found->second;
    const char* value = std::getenv(variable);
    return std::string{value != nullptr ? value : otherwise};
  };
  return visible_line(fmt::format("database {} on {}:{} (PostgreSQL {})", database.name,
                                  find("host", "PGHOST", "localhost"),
                                  find("port", "PGPORT", "5432"), version));
}

}  // namespace eventstore::pg
