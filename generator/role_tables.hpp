// The tables that play the store's roles: whether they are the store's own, and can be filled.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "generator/strangers.hpp"

namespace eventstore::seed {

/// What store.toml says: table and [role].
struct NamedRole {
  std::string name;   ///< "events".
  std::string table;  ///< As in store.toml.
  const catalogue::TableRole* role = nullptr;
};

/// They point into `store`.
[[nodiscard]] std::vector<NamedRole> roles_of(const catalogue::StoreProfile& store);

/// To be called in the transaction that made the tables.  Throws UsageError for a role that no
/// table plays and for columns that cannot be filled, all at once, with FILE:LINE; for one that
/// something plays which was there before, that is no table, that holds rows on
/// another server, or whose row level security keeps COPY away; Failure when a right is missing.
void require_fillable_roles(pg::Session& session, const catalogue::Catalogue& catalogue,
                            const Strangers& strangers);

}  // namespace eventstore::seed
