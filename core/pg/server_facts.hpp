// What a number depends on: the server, its settings, the tables and the machine.
#pragma once

#include <nlohmann/json.hpp>

#include "core/catalogue/store_profile.hpp"
#include "core/pg/database.hpp"

namespace eventstore::pg {

/// The environment of a result document (design.md, section 7): server version, settings that
/// differ from the built-in default, fsync, synchronous_commit, tables and indexes with their
/// sizes, hardware, kernel, compiler, commit, and the time of a commit that flushes one small WAL
/// record.
[[nodiscard]] nlohmann::json environment_of(const Database& database,
                                            const catalogue::StoreProfile& store);

}  // namespace eventstore::pg
