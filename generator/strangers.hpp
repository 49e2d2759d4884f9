// Whether a transaction writes to what was there before it, and so is somebody else's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"
#include "generator/catalog_rows.hpp"

namespace eventstore::seed {

/// To be made in a transaction before anything is done in it.
class Strangers {
 public:
  /// `ours`: what is not somebody else's.
  Strangers(pg::Session& session, const std::vector<dataset::MadeObject>& ours);

  /// Throws UsageError when the transaction has written to a table, view or sequence that was there
  /// before, or has altered any object, right, comment or setting that it did not make.  `doing`:
  /// who does so, as in "the scripts of the store".
  void require_untouched(pg::Session& session, const std::string& doing) const;

  /// Whether the relation was there before.
  [[nodiscard]] bool has(std::int64_t oid) const;

 private:
  struct Position {
    std::optional<std::string> last_value;  ///< Nothing where this role may not read it.
    bool is_called = false;
    bool operator==(const Position&) const = default;
  };

  static std::map<std::int64_t, Position> positions_of(pg::Session& session);
  void require_unmoved(pg::Session& session, std::int64_t sequence, const std::string& name,
                       const std::string& doing) const;

  std::vector<std::int64_t> relations_;         ///< By oid, sorted.
  std::map<std::int64_t, Position> positions_;  ///< Of sequences, by oid.
  CatalogRows rows_;
};

}  // namespace eventstore::seed
