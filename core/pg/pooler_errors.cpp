#include "core/pg/pooler_errors.hpp"

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::pg {

void refuse_pool_mode(const std::string& database, std::string_view sqlstate,
                      const std::string& message) {
  constexpr std::string_view unknown_statement = "26000";
  constexpr std::string_view statement_there_already = "42P05";
  if (message.find("statement pooling") != std::string::npos) {
    throw UsageError(
        fmt::format("database {} is reached through a pooler in statement mode, which refuses "
                    "transactions ({}); connect to the server itself, or use pool_mode = session",
                    database, message));
  }
  if (sqlstate != unknown_statement && sqlstate != statement_there_already) return;
  throw UsageError(fmt::format(
      "database {} is reached through a pooler in transaction or statement mode, which does not "
      "keep prepared statements ({}); connect to the server itself, use pool_mode = session, or "
      "PgBouncer 1.21 or later with max_prepared_statements > 0",
      database, message));
}

void refuse_pool_mode(const std::string& database, const Reply& answer) {
  if (answer.get() == nullptr || answer.ok()) return;
  refuse_pool_mode(database, answer.sqlstate(), answer.message());
}

}  // namespace eventstore::pg
