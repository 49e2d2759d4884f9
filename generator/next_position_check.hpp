// Whether the store will number its next events above those that are there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/pg/session.hpp"
#include "generator/row_intake.hpp"

namespace eventstore::seed {

/// Looks at the sequences (full names) that positions are taken from, those that this role may
/// read; `last` is the last position in use.
[[nodiscard]] Complaint check_next_position(pg::Session& session,
                                            const std::vector<std::string>& sequences,
                                            std::int64_t last);

}  // namespace eventstore::seed
