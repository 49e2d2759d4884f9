// Which tables and indexes are partitions.
#pragma once

#include <map>
#include <string>

#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// Names of partitions, of tables and of indexes, each with the name of the one at the top.
using PartitionParents = std::map<std::string, std::string>;

/// Those of the whole database.  Throws Failure.
[[nodiscard]] PartitionParents partition_parents(Wire& wire);

/// What `name` is a partition of; `name` itself where it is none.
[[nodiscard]] const std::string& whole_of(const std::string& name, const PartitionParents& parents);

}  // namespace eventstore::pg
