// What is wrong with a plan, for one property that it should have.
#pragma once

#include <cstdint>
#include <string>

namespace eventstore::explain {

/// Who asks for a property.  What nobody wrote down is asked for with more caution: a default rule
/// that cries wolf is worse than none.
enum class Asked : std::uint8_t { by_line, by_default };

struct Complaint {
  std::string found;
  std::string why;   ///< What it costs to leave it so.
  std::string hint;  ///< What to try.
};

}  // namespace eventstore::explain
