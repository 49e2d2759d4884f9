// The [sessions] of a scenario file.
#pragma once

#include <string>

#include "bench/load/scenario.hpp"
#include "core/catalogue/toml_text.hpp"

namespace eventstore::load {

/// `root`: the file, which has nothing that makes load beside it.  Throws UsageError naming file
/// and line.
[[nodiscard]] Sessions sessions_from(const std::string& file, const toml::table& root,
                                     const toml::node& node);

}  // namespace eventstore::load
