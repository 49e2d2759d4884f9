// Operations that write and do not say so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "core/dataset/manifest.hpp"
#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::cases {

/// What the server answers to a write in a read-only transaction.
inline constexpr std::string_view read_only_sqlstate = "25006";

/// "FILE: operation NAME writes ... add the line '-- @writes' ...".  `message`: the server's words.
[[nodiscard]] std::string hidden_write(const catalogue::Operation& operation,
                                       const std::string& message);

/// An operation and the cases that are about to be called.
struct Trial {
  const catalogue::Operation* operation = nullptr;
  std::vector<const catalogue::Case*> cases;
};

/// Calls the operation as refuse_hidden_writes does.  Returns what is wrong with it; empty where it
/// only reads.  `wire`: a session for measured reads.
[[nodiscard]] std::string hidden_write_in(pg::Wire& wire, const dataset::Manifest& manifest,
                                          const Trial& trial);

/// Calls each operation that does not say that it writes once for each of its cases that applies
/// to the data, in BEGIN READ ONLY, which is rolled back.  Throws UsageError naming every one that
/// writes.  How a call ends otherwise is nobody's concern here.
void refuse_hidden_writes(const pg::Database& database, const dataset::Manifest& manifest,
                          const std::vector<Trial>& trials);

}  // namespace eventstore::cases
