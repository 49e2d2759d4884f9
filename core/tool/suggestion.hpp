// The name that somebody may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventstore {

/// Of `known`, the one nearest to `name` by edit distance: "; did you mean 'events'?".  Empty where
/// none is near: more than a third of the letters differ, or more than three.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       const std::vector<std::string>& known);

}  // namespace eventstore
