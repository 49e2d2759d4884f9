// What this process does to the data of a database, which others must not disturb.
#pragma once

#include <cstdint>

#include "core/pg/database.hpp"

namespace eventstore::pg {

/// For all connections of this process to a database, whichever part of it makes them.
struct DataUse {
  enum class Kind : std::uint8_t {
    none,    ///< Nothing: a copy, or somebody else's database.
    reads,   ///< Nobody may write in place meanwhile.
    writes,  ///< They belong to the run that writes in place.
  };
  Kind kind = Kind::none;
  int writer_pid = 0;  ///< With `writes`: the server process that holds the run's lock.
};

/// As the latest call of set_data_use has said of this connection string.  Safe in any thread.
[[nodiscard]] DataUse data_use_of(const Database& database);

/// Connections that are made from here on do what `use` says (core/pg/data_lock).
void set_data_use(const Database& database, DataUse use);

}  // namespace eventstore::pg
