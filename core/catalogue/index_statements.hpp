// The statements of a store's indexes/, in two parts: what can be built at once, and what then uses
// it.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::catalogue {

struct IndexStatement {
  std::string sql;
  std::string file;         ///< For messages.
  std::string path;         ///< Within the store: "indexes/x.sql".
  std::size_t ordinal = 0;  ///< In the file, from 1.
};

struct IndexStatements {
  std::vector<IndexStatement> builds;  ///< CREATE INDEX: in any order, on any connection.
  std::vector<IndexStatement> rest;    ///< In their order, after all of `builds`.
};

[[nodiscard]] IndexStatements index_statements(const Catalogue& catalogue);

/// The indexes that there are after all of the statements, by name, sorted: those that CREATE INDEX
/// or ADD CONSTRAINT names.  One that the server finds a name for is not among them.
[[nodiscard]] std::vector<std::string> index_names(const Catalogue& catalogue);

}  // namespace eventstore::catalogue
