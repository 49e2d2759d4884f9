// Which cases of the catalogue are looked at.
#pragma once

#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::explain {

/// A case of an operation; both live in the catalogue.
struct Selected {
  const catalogue::Operation* operation = nullptr;
  const catalogue::Case* which = nullptr;

  /// "read_stream_batch/hot_middle"
  [[nodiscard]] std::string title() const;
};

/// The cases whose title the regular expression is found in; with a leading '-', the others, as
/// Google Benchmark's filter does.  Throws UsageError for a malformed expression, for one that
/// selects nothing, and for parameters from unknown sources.
[[nodiscard]] std::vector<Selected> select_cases(const catalogue::Catalogue& catalogue,
                                                 const std::string& filter);

/// The case of exactly this title.  Throws UsageError when there is none.
[[nodiscard]] Selected case_titled(const catalogue::Catalogue& catalogue, const std::string& title);

}  // namespace eventstore::explain
