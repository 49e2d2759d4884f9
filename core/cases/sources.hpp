// The closed set of argument sources and case settings.  docs/catalogue.md describes each for
// users.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/catalogue/operation.hpp"

namespace eventstore::cases {

/// One source, with the types a parameter may have that takes it.
struct SourceFacts {
  std::string_view family;
  std::string_view field;
  std::vector<catalogue::ParameterType> types;
};

/// All sources but `case.*` and `result.*`, whose fields the operation itself defines.
[[nodiscard]] std::span<const SourceFacts> known_sources();

/// A setting of a `@case` line that says whose data is asked for, with the values it may have;
/// without values it is a number from 1.
struct SettingFacts {
  std::string_view name;
  std::vector<std::string_view> values;  ///< Empty: a whole number.
  std::int64_t least = 1;                ///< Of a number.
};

[[nodiscard]] std::span<const SettingFacts> known_settings();

}  // namespace eventstore::cases
