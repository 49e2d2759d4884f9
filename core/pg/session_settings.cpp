#include "core/pg/session_settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/copy_source.hpp"
#include "core/pg/quoted_name.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

namespace {

constexpr std::array timeouts{"statement_timeout", "lock_timeout",
                              "idle_in_transaction_session_timeout", "idle_session_timeout",
                              "transaction_timeout"};

bool is_timeout(const std::string& name) {
  return std::find(timeouts.begin(), timeouts.end(), name) != timeouts.end();
}

bool reads_only(SessionUse use) {
  return use == SessionUse::audit || use == SessionUse::measured_read;
}

bool is_measured(SessionUse use) {
  return use == SessionUse::measured_read || use == SessionUse::measured_write;
}

/// Names are cut there by the server.
constexpr std::size_t name_bytes = 63;

const std::string& text(const NewSession::Row& row, const std::string& column) {
  static const std::string nothing;
  const auto& field = row.at(column);
  return field ? *field : nothing;
}

std::string quoted_value(const std::string& value) {
  std::string quoted = "'";
  for (const char character : value) {
    quoted += character;
    if (character == '\'') quoted += character;
  }
  return quoted + "'";
}

/// The statement that gives a role the setting in the database.
std::string alter_role(const NewSession& session, const std::string& name,
                       const std::string& value) {
  return fmt::format("ALTER ROLE {} IN DATABASE {} SET {} = {}", quoted_name(session.role),
                     quoted_name(source_of_copy(session.database)), name, quoted_value(value));
}

/// An alias of a pooler leads elsewhere.
void require_same(const NewSession& session, const std::string& what, const std::string& asked,
                  const std::string& found) {
  if (asked.empty() || asked.substr(0, name_bytes) == found) return;
  throw UsageError(
      fmt::format("the connection to database {} asks for {} {} and gets {}: a pooler leads "
                  "elsewhere; name {} in --database, or connect to the server itself",
                  session.database, what, asked, found, found));
}

void require_asked_settings(const NewSession& session, const Settings& asked) {
  if (asked.empty()) return;
  const auto rows = session.query(catalogue::harness_sql("session_asked_settings"),
                                  {nlohmann::json(asked).dump()});
  for (const NewSession::Row& row : rows) {
    if (text(row, "found") == text(row, "wanted")) continue;
    const std::string& name = text(row, "name");
    throw UsageError(fmt::format(
        "the connection to database {} asks for {} = '{}' and the session has '{}': a pooler "
        "ignores options of connection strings; run: {}, or connect to the server itself",
        session.database, name, text(row, "wanted"), text(row, "found"),
        alter_role(session, name, text(row, "wanted"))));
  }
}

/// What no setting can be made for through a pooler.
void require_nothing_hidden(const NewSession& session) {
  const auto rows = session.query(catalogue::harness_sql("session_hidden_rows"), {});
  if (rows.empty()) return;
  throw UsageError(
      fmt::format("database {} is reached through a pooler, and row level security hides rows of "
                  "{} from role {}; connect to the server itself, or use a role with BYPASSRLS",
                  session.database, text(rows.front(), "name"), session.role));
}

/// Formats and isolation have to be as the tools rely on; time-outs are the role's, and writes are
/// kept away by BEGIN READ ONLY around the first call of each case.
bool has_to_be_exact(const std::string& name) {
  return !is_timeout(name) && name != "default_transaction_read_only" && name != "row_security" &&
         name != "temp_file_limit";
}

[[noreturn]] void refuse_pooled(const NewSession& session, const std::string& name,
                                const std::string& wanted, const std::string& found) {
  throw UsageError(fmt::format(
      "database {} is reached through a pooler, on whose sessions no setting may stay behind: {} "
      "is '{}', and '{}' is needed; run: {}, or connect to the server itself",
      session.database, name, found, wanted, alter_role(session, name, wanted)));
}

}  // namespace

Settings settings_for(SessionUse use, int server_version) {
  Settings settings{{"DateStyle", "ISO, MDY"},
                    {"IntervalStyle", "postgres"},
                    {"bytea_output", "hex"},
                    {"client_encoding", "UTF8"},
                    {"default_transaction_isolation", "read committed"},
                    {"default_transaction_read_only", reads_only(use) ? "on" : "off"},
                    {"extra_float_digits", "1"},
                    {"quote_all_identifiers", "off"},
                    {"standard_conforming_strings", "on"}};
  constexpr int first_with_transaction_timeout = 170'000;
  for (const char* name : timeouts) settings[name] = "0";
  if (server_version < first_with_transaction_timeout) settings.erase("transaction_timeout");
  if (!is_measured(use)) {
    settings["row_security"] = "off";
    settings["temp_file_limit"] = "-1";
  }
  return settings;
}

Settings settings_of_options(const std::string& options) {
  std::vector<std::string> words{""};
  for (std::size_t i = 0; i < options.size(); ++i) {
    const char c = options[i];
    if (c == '\\' && i + 1 < options.size()) {
      words.back() += options[++i];
    } else if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  Settings settings;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (word == "-c" && i + 1 < words.size()) {
      word = words[++i];
    } else if (word.starts_with("-c") || word.starts_with("--")) {
      word = word.substr(2);
    } else {
      continue;
    }
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) continue;
    std::string name = word.substr(0, equals);
    std::replace(name.begin(), name.end(), '-', '_');
    settings[name] = word.substr(equals + 1);
  }
  return settings;
}

bool establish(const NewSession& session, SessionUse use) {
  const Settings asked = settings_of_options(session.options);
  require_asked_settings(session, asked);
  Settings wanted = settings_for(use, session.server_version);
  if (is_measured(use)) {  // The connection string has the last word, but for what guards the data.
    std::erase_if(wanted, [&asked](const auto& setting) {
      return setting.first != "default_transaction_read_only" && asked.contains(setting.first);
    });
  }
  const auto rows =
      session.query(catalogue::harness_sql("session_settings"),
                    {std::to_string(session.client_pid), nlohmann::json(wanted).dump()});
  require_same(session, "database", session.database, text(rows.front(), "database"));
  require_same(session, "role", session.role, text(rows.front(), "role"));
  const bool is_pooled = text(rows.front(), "is_pooled") == "t";
  if (!is_pooled) return false;
  for (const NewSession::Row& row : rows) {
    const std::string& name = text(row, "name");
    if (!has_to_be_exact(name) || text(row, "found") == text(row, "wanted")) continue;
    refuse_pooled(session, name, text(row, "wanted"), text(row, "found"));
  }
  if (use == SessionUse::audit) require_nothing_hidden(session);
  return true;
}

std::string timeout_text(std::chrono::nanoseconds limit) {
  return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(limit).count());
}

void give_setting(const NewSession& session, const std::string& name, const std::string& value) {
  const auto rows = session.query(
      catalogue::harness_sql("session_settings"),
      {std::to_string(session.client_pid), nlohmann::json(Settings{{name, value}}).dump()});
  const NewSession::Row& row = rows.front();
  const bool is_pooled = text(row, "is_pooled") == "t";
  const std::string& found = text(row, "found");
  // A time-out of the role's own is as good as the one that was asked for; none at all is not.
  const bool is_limited = is_timeout(name) && found != "0";
  if (!is_pooled || is_limited || found == text(row, "wanted")) return;
  refuse_pooled(session, name, text(row, "wanted"), found);
}

}  // namespace eventstore::pg
