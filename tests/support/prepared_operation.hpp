// An operation of the catalogue, prepared as the tools prepare it, called with arguments by name.
#pragma once

#include <map>
#include <string>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/value.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::tests {

/// Runs the store's tables and indexes as they stand.
void install_store(pg::Wire& wire, const catalogue::Catalogue& store);

class PreparedOperation {
 public:
  using Arguments = std::map<std::string, pg::Value>;

  /// The operation of that title (`append_events`, `append_events.serialised_writers`), with one
  /// step.  Throws std::runtime_error when there is none, and Failure when the server refuses it.
  /// `wire` has to outlive this.
  PreparedOperation(pg::Wire& wire, const catalogue::Catalogue& store, const std::string& name);

  /// One call, the result as text; whatever the server says, also an error.  Throws
  /// std::out_of_range when an argument is missing.
  [[nodiscard]] pg::Reply call(const Arguments& arguments);

 private:
  pg::Wire* wire_;
  catalogue::Operation operation_;
  pg::WireParameters parameters_;
};

}  // namespace eventstore::tests
