// Result documents are not written over by the reports that are made from them.
#pragma once

#include <string>
#include <vector>

namespace eventstore::reports {

/// A measurement takes minutes, a report seconds.  Throws UsageError naming the output that is one
/// of `documents`, under whatever name; outputs may be empty.
void require_kept(const std::vector<std::string>& documents,
                  const std::vector<std::string>& outputs);

}  // namespace eventstore::reports
