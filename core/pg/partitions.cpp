#include "core/pg/partitions.hpp"

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

PartitionParents partition_parents(Wire& wire) {
  const Reply reply = wire.run(catalogue::harness_sql("partitions"));
  if (!reply.ok()) {
    throw Failure(fmt::format("cannot read which tables are partitions: {}", reply.message()));
  }
  PartitionParents parents;
  for (std::int64_t row = 0; row < reply.row_count(); ++row) {
    parents.emplace(reply.field(row, 0).value_or(""), reply.field(row, 1).value_or(""));
  }
  return parents;
}

const std::string& whole_of(const std::string& name, const PartitionParents& parents) {
  const auto found = parents.find(name);
  return found == parents.end() ? name : found->second;
}

}  // namespace eventstore::pg
