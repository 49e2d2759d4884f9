// Result documents of eventstore_load for the tests of reports, every member of theirs set.
#pragma once

#include <string>

#include "core/result/document.hpp"

namespace eventstore::tests {

/// A run of two phases with processors, thresholds, a violation, moments, what was seen of the
/// server, and a trend of each verdict.  `name` stands wherever a name or a text of others may.
[[nodiscard]] result::ResultDocument observed_document(const std::string& name);

/// A run of one phase that a signal has ended, with a violation, a missed threshold and no verdict
/// on times.  `name` likewise.
[[nodiscard]] result::ResultDocument violated_document(const std::string& name);

/// A breaking point that was found between 400 and 420 a second, with its fit.  `name` likewise.
[[nodiscard]] result::ResultDocument breaking_document(const std::string& name);

}  // namespace eventstore::tests
