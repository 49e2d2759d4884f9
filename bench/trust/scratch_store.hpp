// A freshly seeded store as an engine takes it.
#pragma once

#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/scratch_store.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/tracking_token.hpp"

namespace eventstore::trust {

/// Of the usual shape.
class ScratchStore : public dataset::ScratchStore {
 public:
  /// Throws Failure.
  ScratchStore(const pg::Database& server, const std::string& store, std::int64_t events);

  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }

  /// The largest tenant.
  [[nodiscard]] engine::Tenant tenant() const;

 private:
  catalogue::Catalogue catalogue_;
};

/// --database and --events, of commands that seed stores of their own.
void add_scratch_options(CLI::App& app, std::string& database, std::int64_t& events);

/// The server that --database names, which it says on stdout with `more` behind it.  Throws as
/// pg::resolve_database does.
[[nodiscard]] pg::Database announced_server(const std::string& database,
                                            const std::string& more = "");

/// As an engine takes it.
[[nodiscard]] engine::TrackingToken token_at(const dataset::Token& place);

}  // namespace eventstore::trust
