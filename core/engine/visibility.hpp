// How readers of a stream are kept from passing an event that commits late.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::engine {

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
[[nodiscard]] std::optional<Visibility> visibility_named(std::string_view name);

/// What the store's plain operations do (`visibility` in store.toml).
[[nodiscard]] Visibility visibility_of(const catalogue::StoreProfile& store);

/// That, and those for which an operation has a `@strategy`.
[[nodiscard]] std::vector<Visibility> visibilities_of(const catalogue::Catalogue& catalogue);

/// The operation of that name as `visibility` needs it: with that strategy, else the plain one;
/// nothing when there is none.
[[nodiscard]] const catalogue::Operation* operation_for(const catalogue::Catalogue& catalogue,
                                                        std::string_view name,
                                                        Visibility visibility);

}  // namespace eventstore::engine
