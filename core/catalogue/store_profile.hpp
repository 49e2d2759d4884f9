// sql/<store>/store.toml: which tables of a store play which role, and what their columns mean.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/visibility.hpp"

namespace eventstore::catalogue {

/// A table in a role, with the canonical name of each of its columns.
struct TableRole {
  std::string table;
  std::map<std::string, std::string> columns;     ///< Canonical name -> the store's column.
  std::string at;                                 ///< FILE:LINE of `table`; empty: not from a file.
  std::map<std::string, std::string> columns_at;  ///< Canonical name -> FILE:LINE.
};

/// What a store takes over from another one.
struct Extension {
  std::string base;                  ///< A built-in store; empty where it takes over nothing.
  std::vector<std::string> without;  ///< Files of the base that it does not take.
  std::string base_at;               ///< FILE:LINE of `extends`, for messages.
  std::string without_at;            ///< FILE:LINE of `without`.
};

struct StoreProfile {
  std::string name;
  std::string description;
  /// Of its operations without a strategy.  Nothing safe is assumed where the profile says nothing.
  Visibility visibility = Visibility::naive;
  /// On which its writers notify with each commit; empty where they do not.
  std::string notify_channel;
  TableRole events;
  std::optional<TableRole> tenants;  ///< Where a tenant is a row and the events hold its key.
  std::optional<TableRole> snapshots;

  /// The table in the role `name` ("events", "tenants", "snapshots"), or `name` itself.
  [[nodiscard]] std::string table_of(std::string_view name) const;

  /// The column by which a table, called by its own name, tells tenants apart: its role's
  /// tenant_key or tenant_id; for a table in no role, what the events call it.
  [[nodiscard]] std::string tenant_column_of(std::string_view table) const;
};

/// A file of the store that is run as it stands.
struct StoreScript {
  std::string file;                     ///< For messages: "reference/indexes/x.sql".
  std::string path;                     ///< Within the store: "indexes/x.sql".
  std::string name;                     ///< The file's stem: what it creates.
  std::vector<std::string> statements;  ///< One by one, without the semicolons.
  std::vector<std::string> read_by;     ///< Indexes: the operations of the first line.
};

/// `extends` and `without`, nothing else: what has to be known before the rest can be read.  Throws
/// UsageError naming file and line.
[[nodiscard]] Extension parse_extension(std::string_view text, const std::string& file);

/// What the text does not say of visibility, notify_channel, events, tenants and snapshots is as in
/// `base`, where there is one.  Throws UsageError naming file and line for unknown keys, roles,
/// canonical columns and visibilities, and for a channel that no server would take.
[[nodiscard]] StoreProfile parse_store_profile(std::string_view text, const std::string& file,
                                               const StoreProfile* base = nullptr);

}  // namespace eventstore::catalogue
