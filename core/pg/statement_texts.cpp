#include "core/pg/statement_texts.hpp"

#include <exception>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::pg {

std::int64_t oid_of_database(Session& session, const std::string& name) {
  const Rows rows = session.run(catalogue::harness_sql("database_oid"), {{name}});
  return rows.empty() ? 0 : rows.integer(0, "oid");
}

void forget_statements(Session& session, std::int64_t oid, const std::string& name) noexcept {
  try {
    session.run("BEGIN");
    if (!session.run(catalogue::harness_sql("statement_texts_schema"), {{"true"}}).empty()) {
      session.run(catalogue::harness_sql("statement_texts_forget"),
                  {{std::to_string(oid)}, {name}});
    }
    session.run("COMMIT");
  } catch (const std::exception&) {
    // The role may not: the entries stay until somebody resets them.  The session is not used
    // again.
    return;
  }
}

}  // namespace eventstore::pg
