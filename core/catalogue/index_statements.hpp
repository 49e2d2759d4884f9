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
  /// CREATE INDEX that depends on no other statement: in any order, on any connection.
  std::vector<IndexStatement> builds;
  /// In their order, on one session, after all of `builds`: what is not CREATE INDEX, what follows
  /// it in its file, and all indexes after a statement that makes what they may need.
  std::vector<IndexStatement> rest;
};

[[nodiscard]] IndexStatements index_statements(const Catalogue& catalogue);

/// The indexes that there are after all of the statements, by name, sorted: those that CREATE INDEX
/// or ADD CONSTRAINT names.  One that the server finds a name for is not among them.
[[nodiscard]] std::vector<std::string> index_names(const Catalogue& catalogue);

}  // namespace eventstore::catalogue
