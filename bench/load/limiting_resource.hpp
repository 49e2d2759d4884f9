// What a server had too little of, from how it looked.
#pragma once

#include <string>

#include "core/result/load_observation.hpp"

namespace eventstore::load {

struct LimitingResource {
  std::string text;           ///< "CPU: both cores busy (server 62.0 %, this program 25.0 %)"
  bool is_generator = false;  ///< This program, not the server, was at its end.
};

/// In this order: cores that are busy (this program's where it takes more of them than the server),
/// what the sessions wait for most, the server's CPU, the pool.  Where most of the cores' time is
/// that of other programs, what the sessions wait for comes first, and the others are told.
/// `connections`: of the pool.
[[nodiscard]] LimitingResource limiting_resource(const result::LoadObservation& observation,
                                                 int connections);

/// Both together: looks, CPU and time are added.
void merge(result::LoadObservation& into, const result::LoadObservation& more);

}  // namespace eventstore::load
