#include "core/pg/setting_source.hpp"

#include <exception>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/copy_source.hpp"

namespace eventstore::pg {

namespace {

std::string place_of(const Rows& setting) {
  const std::string& source = setting.text(0, "source");
  if (source == "database") return "for database " + setting.text(0, "database");
  if (source == "user") return "for role " + setting.text(0, "role");
  if (source == "database user") {
    return fmt::format("for role {} in database {}", setting.text(0, "role"),
                       setting.text(0, "database"));
  }
  if (setting.text(0, "file").empty()) return "by the server's " + source;
  return fmt::format("in {}:{}", setting.text(0, "file"), setting.text(0, "line"));
}

Rows setting_of(Session& session, const std::string& name) {
  return session.run(catalogue::harness_sql("setting_source"), {{name}});
}

std::string text_of(const Rows& setting, const std::string& name) {
  return fmt::format("{} = {} is set {}", name, setting.text(0, "value"), place_of(setting));
}

}  // namespace

std::string setting_text(Session& session, const std::string& name) {
  return text_of(setting_of(session, name), name);
}

std::string limit_remark(const Database& database, std::string_view sqlstate) {
  constexpr std::string_view configuration_limit_exceeded = "53400";
  if (sqlstate != configuration_limit_exceeded) return {};
  try {
    Session session{database, SessionUse::measured_read};  // Whose limit is as it was set.
    const std::string name = "temp_file_limit";
    const Rows setting = setting_of(session, name);
    return fmt::format("; {}; a superuser lifts it: ALTER ROLE {} IN DATABASE {} SET {} = -1",
                       text_of(setting, name), session.identifier(setting.text(0, "role")),
                       session.identifier(source_of_copy(setting.text(0, "database"))), name);
  } catch (const std::exception&) {
    return {};  // The server's own words name the limit.
  }
}

}  // namespace eventstore::pg
