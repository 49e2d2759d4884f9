// What a server tells a client beside the answer to its statement.
#pragma once

#include <string>

namespace eventstore::pg {

struct Notice {
  std::string message;  ///< The primary message, with its line breaks.
  std::string context;  ///< In which function, called from where: a line for each, innermost first.
};

}  // namespace eventstore::pg
