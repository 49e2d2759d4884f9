// A freshly seeded store in a database of its own.
#pragma once

#include <cstdint>
#include <string>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/manifest.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/tracking_token.hpp"
#include "core/pg/database.hpp"
#include "core/pg/disposable_clone.hpp"

namespace eventstore::trust {

/// Dropped by the destructor.
class ScratchStore {
 public:
  /// Makes a database on `server` and runs seed-events for it.  Throws Failure with the last line
  /// that it said.
  ScratchStore(const pg::Database& server, const std::string& store, std::int64_t events);

  [[nodiscard]] const pg::Database& database() const { return clone_.database(); }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] const dataset::Manifest& manifest() const { return manifest_; }

  /// The largest tenant.
  [[nodiscard]] engine::Tenant tenant() const;

 private:
  catalogue::Catalogue catalogue_;
  pg::DisposableClone clone_;
  dataset::Manifest manifest_;
};

/// As an engine takes it.
[[nodiscard]] engine::TrackingToken token_at(const dataset::Token& place);

}  // namespace eventstore::trust
