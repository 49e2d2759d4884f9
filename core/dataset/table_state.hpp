// Whether tables are as their plans take them to be: pages that are known to be visible to all, and
// statistics as old as the data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalogue/store_profile.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"

namespace eventstore::dataset {

struct TableState {
  std::string table;  ///< A partitioned one with all its partitions.
  std::int64_t pages = 0;
  std::int64_t visible_pages = 0;  ///< That VACUUM found visible to everybody.
  std::int64_t known_rows = 0;     ///< As VACUUM or ANALYZE last counted them.
  std::int64_t changed_rows = 0;   ///< Since ANALYZE, as far as the server remembers.
  std::int64_t dead_rows = 0;      ///< That VACUUM has not removed, as far as the server remembers.
  bool is_unknown = false;         ///< Some of it was never vacuumed nor analyzed.
  bool counts_since_analyze = true;  ///< The server has counted all changes since ANALYZE.

  /// More than 8 pages, and more than a twentieth of them, are not known to be visible.  An
  /// index-only scan then reads the table as well.
  [[nodiscard]] bool hides_pages() const;
  /// More than 1,000 rows, and more than a twentieth of all, are dead.  Every scan reads them.
  [[nodiscard]] bool holds_dead_rows() const;
  /// A tenth of `rows`, or more, is not in the statistics.  `rows`: how many there are; 0: not
  /// known.
  [[nodiscard]] bool has_old_statistics(std::int64_t rows) const;
};

/// What a review, or a measurement, should know of the data before it judges.
struct DataConditions {
  std::vector<std::string> hidden;     ///< Tables that hide pages.
  std::vector<std::string> dead;       ///< Tables that hold dead rows.
  std::vector<std::string> old;        ///< Tables with old statistics.
  std::vector<std::string> sentences;  ///< About them, each with the remedy and who is in its way.
};

/// The states of those tables that are there.  Throws StatementError.
[[nodiscard]] std::vector<TableState> table_states(pg::Session& session,
                                                   const std::vector<std::string>& tables);

/// The conditions of the store's tables.  Throws StatementError.
[[nodiscard]] DataConditions conditions_of(pg::Session& session,
                                           const catalogue::StoreProfile& store,
                                           const Manifest& manifest);

}  // namespace eventstore::dataset
