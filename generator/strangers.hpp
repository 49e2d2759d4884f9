// Whether a transaction writes to what was there before it, and so is somebody else's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"

namespace eventstore::seed {

/// To be made in a transaction before anything is done in it.
class Strangers {
 public:
  /// `ours`: what is not somebody else's.
  Strangers(pg::Session& session, const std::vector<dataset::MadeObject>& ours);

  /// Throws UsageError when the transaction has written to a table, view or sequence that was there
  /// before, or has altered it.  `doing`: who does so, as in "the scripts of the store".
  void require_untouched(pg::Session& session, const std::string& doing) const;

  /// Whether the relation was there before.
  [[nodiscard]] bool has(std::int64_t oid) const;

 private:
  std::vector<std::int64_t> relations_;  ///< By oid, sorted.
};

}  // namespace eventstore::seed
