// Texts that were once read and found good.
#pragma once

#include <string>

namespace eventstore::tests {

/// The text of tests/golden/<name>, after writing `actual` there when EVENTSTORE_UPDATE_GOLDEN is
/// set.
[[nodiscard]] std::string golden(const std::string& name, const std::string& actual);

}  // namespace eventstore::tests
