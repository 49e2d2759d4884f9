#include "core/pg/libpq_session.hpp"

#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/pg/connect_failure.hpp"
#include "core/pg/conninfo.hpp"
#include "core/pg/reply.hpp"
#include "core/pg/server_message.hpp"
#include "core/pg/startup_options.hpp"

namespace eventstore::pg {

namespace {

/// As far as connection string, service file and environment say them; without what is empty.
Keywords known_keywords(PGconn* connection) {
  struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  };
  const std::unique_ptr<PQconninfoOption, FreeOptions> known{PQconninfo(connection)};
  Keywords keywords;
  for (const auto* option = known.get(); option != nullptr && option->keyword != nullptr;
       ++option) {
    const bool is_said = option->val != nullptr && *option->val != '\0';
    if (is_said) keywords[option->keyword] = option->val;
  }
  if (keywords.contains("options")) {
    keywords["options"] = without_startup_options(keywords["options"]);
  }
  return keywords;
}

std::vector<NewSession::Row> rows_of(const Reply& reply) {
  std::vector<NewSession::Row> rows(static_cast<std::size_t>(reply.row_count()));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (int column = 0; column < reply.column_count(); ++column) {
      const auto field = reply.field(static_cast<std::int64_t>(row), column);
      rows[row][std::string{reply.column_name(column)}] =
          field ? std::optional{std::string{*field}} : std::nullopt;
    }
  }
  return rows;
}

std::vector<NewSession::Row> query(PGconn* connection, const std::string& sql,
                                   const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
  constexpr int text_format = 0;
  const Reply reply{PQexecParams(connection, sql.c_str(), static_cast<int>(values.size()), nullptr,
                                 values.data(), nullptr, nullptr, text_format)};
  if (reply.ok()) return rows_of(reply);
  throw ConnectFailure(fmt::format("cannot prepare the session on database {}: {}{}",
                                   PQdb(connection), one_line(PQerrorMessage(connection)),
                                   timeout_remark(reply.sqlstate(), PQuser(connection))),
                       reply.sqlstate());
}

}  // namespace

std::string connection_string_of(pg_conn* connection) {
  return connection_string_of(known_keywords(connection));
}

NewSession libpq_session(pg_conn* connection) {
  return {
      .database = PQdb(connection),
      .role = PQuser(connection),
      .options = known_keywords(connection)["options"],
      .client_pid = PQbackendPID(connection),
      .server_version = PQserverVersion(connection),
      .query = [connection](const std::string& sql, const std::vector<std::string>& parameters) {
        return query(connection, sql, parameters);
      }};
}

}  // namespace eventstore::pg
