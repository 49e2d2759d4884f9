// What tracking processors did, for people.
#pragma once

#include <string>

#include "core/result/load.hpp"
#include "core/tool/terminal.hpp"

namespace eventstore::load {

/// Visibility by phase, and a row for each processor; empty where there were none.
[[nodiscard]] std::string processors_text(const result::LoadResult& load, const Terminal& terminal);

}  // namespace eventstore::load
