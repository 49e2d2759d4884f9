// What a change no longer asks of a store: a way to pass a review that a reader has to see.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::reports {

/// Markdown, an item for each operation that asks for less: "`find_event` is gone", "`find_event`:
/// no longer asked for: `p95 < 5 ms`", "`find_event`: asked for `p95 < 50 ms`, before for `p95 < 5
/// ms`", "`find_event`: cases that are gone: `known_hot`"; first that its readers may skip events,
/// where they did not before.  What is new or tighter is no less, nor is a line in other words.
[[nodiscard]] std::vector<std::string> asked_for_less(const catalogue::Catalogue& before,
                                                      const catalogue::Catalogue& after);

}  // namespace eventstore::reports
