// The major version of a server, whose wording of definitions depends on it.
#pragma once

#include "core/pg/session.hpp"

namespace eventstore::dataset {

/// 15 of 150018.
[[nodiscard]] inline int server_major(const pg::Session& session) {
  constexpr int version_numbers_of_major = 10'000;
  return session.server_version() / version_numbers_of_major;
}

}  // namespace eventstore::dataset
