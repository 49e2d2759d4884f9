// Result documents for the tests of reports: each standing of a plan once, and texts that were made
// to break out of whatever format they are put into.
#pragma once

#include <cstddef>
#include <string>

#include "core/result/document.hpp"

namespace eventstore::tests {

/// A failed, a regressed, a changed, an improved, two passing, an unchecked plan and one that does
/// not apply, with a baseline; exit code 5.
[[nodiscard]] result::ResultDocument reviewed_document();

/// A target that is met, one that is missed, a call that failed and a case that does not apply.
[[nodiscard]] result::ResultDocument benchmarked_document();

/// Ends of blocks, tables, comments, CDATA and scripts, a mention, an issue, control characters and
/// bytes that are no UTF-8.
[[nodiscard]] std::string hostile_text();

/// `count` failing and as many passing plans, whose every text is hostile.
[[nodiscard]] result::ResultDocument hostile_document(std::size_t count);

}  // namespace eventstore::tests
