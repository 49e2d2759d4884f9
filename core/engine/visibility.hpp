// Which strategies against late commits a store has operations for.
#pragma once

#include <string_view>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/visibility.hpp"

namespace eventstore::engine {

using catalogue::all_visibilities;
using catalogue::name_of;
using catalogue::Visibility;
using catalogue::visibility_named;

/// What the store's plain operations do (`visibility` in store.toml).
[[nodiscard]] Visibility visibility_of(const catalogue::StoreProfile& store);

/// That, and those for which an operation has a `@strategy`; in the order of `all_visibilities`.
[[nodiscard]] std::vector<Visibility> visibilities_of(const catalogue::Catalogue& catalogue);

/// The operation of that name as `visibility` needs it: with that strategy, else the plain one;
/// nothing when there is none.
[[nodiscard]] const catalogue::Operation* operation_for(const catalogue::Catalogue& catalogue,
                                                        std::string_view name,
                                                        Visibility visibility);

}  // namespace eventstore::engine
