// A database with a store's empty tables, and what makes a filled one ready to be measured.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/database.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"

namespace eventstore::ceiling {

/// A table as COPY and INSERT name it.
struct TableTarget {
  std::string identifier;
  std::string columns;    ///< Those that the store's profile maps, in the table's order.
  std::string canonical;  ///< The same columns' canonical names, in the same order.
};

class EmptyStore {
 public:
  enum class Tables : std::uint8_t { none, created };

  /// A new database on `server`, dropped by the destructor; with the store's tables where asked.
  /// A checkpoint is behind it, so that nobody pays for what was before.
  EmptyStore(const pg::Database& server, const catalogue::Catalogue& catalogue, Tables tables);

  [[nodiscard]] const pg::Database& database() const { return clone_.database(); }
  [[nodiscard]] TableTarget target(const catalogue::TableRole& role);

  /// Octets of all tables, with what is kept outside of their rows, without indexes.
  [[nodiscard]] std::int64_t table_bytes();

  /// Between these two a lock keeps autovacuum away from the tables, as seed-events does.
  void hold_autovacuum();
  void release_autovacuum();

  /// Every index of the store's scripts on up to `connections` at once, then the constraints.
  void build_indexes(int connections);
  void vacuum();
  void checkpoint();

 private:
  [[nodiscard]] std::vector<std::string> tables() const;

  const catalogue::Catalogue& catalogue_;
  pg::DisposableClone clone_;
  pg::Session session_;
};

}  // namespace eventstore::ceiling
