// Inputs that fuzzing kept, in one file for each target: a JSON string a line, in which U+0080 to
// U+00FF stand for bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventstore::fuzz {

/// Throws std::runtime_error naming the line that is no JSON string.
[[nodiscard]] std::vector<std::string> parse_kept_inputs(std::string_view text);

[[nodiscard]] std::string text_of_kept_inputs(const std::vector<std::string>& inputs);

}  // namespace eventstore::fuzz
