// What makes a database of exported rows: the SQL before and after them, and the script for psql.
#pragma once

#include <string>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "generator/export_target.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// A table and the file that holds its rows.
struct TableFile {
  const TableLayout* table = nullptr;
  std::string name;  ///< Without a directory; letters, digits and such as need no care anywhere.
};

/// Whether psql and its shell take a file of this name as it is.
[[nodiscard]] bool is_plain_name(const std::string& name);

/// Settings, the check that the database is empty, and the store's tables; begins a transaction.
[[nodiscard]] std::string sql_before_rows(const ExportTarget& target);

/// Indexes, the sequence of positions, the manifest; ends the transaction.
[[nodiscard]] std::string sql_after_rows(const ExportTarget& target,
                                         const dataset::Manifest& manifest);

/// All of it for psql, with a \copy for each file; `name`: its own.  Until the data are in place
/// and vacuumed the manifest is `loading`.
[[nodiscard]] std::string psql_script(const ExportTarget& target, const std::string& name,
                                      FileFormat format, const std::vector<TableFile>& files,
                                      const dataset::Manifest& loading,
                                      const dataset::Manifest& complete);

}  // namespace eventstore::seed
