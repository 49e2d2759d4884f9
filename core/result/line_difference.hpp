// Two texts as one, line by line.
#pragma once

#include <string>
#include <string_view>

namespace eventstore::result {

/// Lines of both with a space before them, those of `before` alone with a `-`, those of `now` alone
/// with a `+`; as many in common as there are, in their order.  For short texts: it takes the
/// product of their lengths.
[[nodiscard]] std::string line_difference(std::string_view before, std::string_view now);

}  // namespace eventstore::result
