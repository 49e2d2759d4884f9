// sql/<store>/store.toml: which tables of a store play which role, and what their columns mean.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore::catalogue {

/// A table in a role, with the canonical name of each of its columns.
struct TableRole {
  std::string table;
  std::map<std::string, std::string> columns;  ///< Canonical name -> the store's column.
};

struct StoreProfile {
  std::string name;
  std::string description;
  TableRole events;
  std::optional<TableRole> tenants;  ///< Where a tenant is a row and the events hold its key.
  std::optional<TableRole> snapshots;

  /// The table in the role `name` ("events", "tenants", "snapshots"), or `name` itself.
  [[nodiscard]] std::string table_of(std::string_view name) const;
};

/// A file of the store that is run as it stands.
struct StoreScript {
  std::string file;                     ///< For messages: "reference/indexes/x.sql".
  std::string name;                     ///< The file's stem: what it creates.
  std::vector<std::string> statements;  ///< One by one, without the semicolons.
  std::vector<std::string> read_by;     ///< Indexes: the operations of the first line.
};

/// Throws UsageError naming file and line for unknown keys, roles and canonical columns.
[[nodiscard]] StoreProfile parse_store_profile(std::string_view text, const std::string& file);

}  // namespace eventstore::catalogue
