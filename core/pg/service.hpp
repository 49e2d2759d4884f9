// Connection services: a name for parameters that a file holds (service=, PGSERVICE).
#pragma once

#include "core/pg/conninfo.hpp"

namespace eventstore::pg {

/// The same connection with what its service says, as libpq reads it from the service file: so all
/// code sees host, password, options and the rest.  The name of the service stays.  As it is where
/// neither `keywords` nor PGSERVICE name one.  Throws UsageError with libpq's reason.
[[nodiscard]] Keywords with_service(Keywords keywords);

}  // namespace eventstore::pg
