// What is wrong with a plan, for one property that it should have.
#pragma once

#include <string>

namespace eventstore::explain {

struct Complaint {
  std::string found;
  std::string why;   ///< What it costs to leave it so.
  std::string hint;  ///< What to try.
};

}  // namespace eventstore::explain
