// What a change no longer asks of a store: a way to pass a review that a reader has to see.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// "`find_event`: no longer asked for: `buffers <= 20`", "`find_event` is gone", Markdown: of
/// operations and steps whose plans were reviewed before.  Nothing where no plans are known of one
/// of the two.
[[nodiscard]] std::vector<std::string> asked_for_less(std::span<const ResultDocument> before,
                                                      std::span<const ResultDocument> after);

}  // namespace eventstore::result
