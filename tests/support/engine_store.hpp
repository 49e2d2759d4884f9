// A store that was just made, an engine on it, and events to give it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/engine/event_storage_engine.hpp"
#include "core/engine/requests.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

/// A scratch database with the tables and indexes of a store.
class EmptyStore {
 public:
  explicit EmptyStore(const std::string& store = "reference");

  [[nodiscard]] const pg::Database& database() const { return scratch_.database(); }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }
  /// A connection whose text results are in UTC.
  [[nodiscard]] pg::Wire connect() const { return pg::Wire{database()}; }

 private:
  EmptiedDatabase scratch_;
  catalogue::Catalogue catalogue_;
};

/// A connection and its engine.
struct ConnectedEngine {
  explicit ConnectedEngine(const EmptyStore& store, engine::EngineOptions options = {})
      : wire(store.database()), engine(wire, store.catalogue(), options) {}

  pg::Wire wire;
  engine::EventStorageEngine engine;
};

/// Tenant 1 is called `tenant-1`.
[[nodiscard]] engine::Tenant tenant(std::int64_t key);

/// Order number `number` of the tenant.
[[nodiscard]] engine::AggregateName order(std::int64_t number, std::int64_t tenant_key = 1);

/// `count` events after `version`, with ids that no other call makes.
[[nodiscard]] engine::Append changes(const engine::AggregateName& aggregate, std::int64_t version,
                                     int count = 1);

}  // namespace eventstore::tests
