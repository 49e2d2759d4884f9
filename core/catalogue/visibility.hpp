// How readers of a stream are kept from passing an event that commits late.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace eventstore::catalogue {

enum class Visibility : std::uint8_t {
  naive,               ///< Everything after a position.  Loses events: the negative control.
  gap_aware,           ///< The token remembers missing positions until they are proven dead.
  snapshot_barrier,    ///< Only transactions older than every running one, in their own order.
  serialised_writers,  ///< Appends hold an advisory lock: commits come in order of position.
};

inline constexpr std::array all_visibilities{Visibility::naive, Visibility::gap_aware,
                                             Visibility::snapshot_barrier,
                                             Visibility::serialised_writers};

[[nodiscard]] std::string_view name_of(Visibility visibility);

/// The visibility of that name; nothing when there is none.
[[nodiscard]] std::optional<Visibility> visibility_named(std::string_view name);

}  // namespace eventstore::catalogue
