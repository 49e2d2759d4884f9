#include "generator/rights.hpp"

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

[[noreturn]] void refuse(const pg::Session& session, const std::string& role,
                         const std::string& missing, const std::string& statement) {
  throw Failure(
      fmt::format("role {} {} in database {}; let somebody who may run: {} "
                  "(docs/access.md)",
                  role, missing, session.database_name(), statement));
}

}  // namespace

std::string schema_for_tables(pg::Session& session) {
  const pg::Rows rights = session.run(catalogue::harness_sql("seed_rights"));
  const std::string role = session.identifier(rights.text(0, "role"));
  const std::string& schema = rights.text(0, "schema");
  if (rights.is_null(0, "schema")) {
    refuse(session, role,
           fmt::format("may use no schema of its search path ({})", rights.text(0, "search_path")),
           fmt::format("GRANT USAGE, CREATE ON SCHEMA ... TO {}", role));
  }
  if (schema == "pg_catalog" || schema == "information_schema") {
    throw UsageError(
        fmt::format("the search path of database {} ({}) begins with schema {}, which belongs to "
                    "the system and "
                    "takes no tables of the store: let it begin with another one "
                    "(options=-csearch_path=public in --database)",
                    session.database_name(), rights.text(0, "search_path"), schema));
  }
  if (!rights.boolean(0, "may_create_tables")) {
    refuse(session, role, fmt::format("may not create tables in schema {}", schema),
           fmt::format("GRANT CREATE ON SCHEMA {} TO {}", schema, role));
  }
  if (!rights.boolean(0, "may_make_harness_schema")) {
    refuse(session, role,
           "may not create the schema eventstore_harness, which says how the database was filled,",
           fmt::format("CREATE SCHEMA eventstore_harness AUTHORIZATION {}", role));
  }
  if (!rights.boolean(0, "may_keep_manifest")) {
    refuse(session, role, "may not write to the schema eventstore_harness or to its manifest",
           fmt::format("GRANT USAGE, CREATE ON SCHEMA eventstore_harness TO {0}, and where there "
                       "is a manifest GRANT ALL ON eventstore_harness.manifest TO {0}",
                       role));
  }
  return schema;
}

}  // namespace eventstore::seed
