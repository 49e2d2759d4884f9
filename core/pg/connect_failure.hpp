// Why there is no connection.
#pragma once

#include <string>
#include <utility>

#include "core/tool/errors.hpp"

namespace eventstore::pg {

/// The server cannot be reached, or refuses.  What a Wire throws when it is made.
class ConnectFailure : public Failure {
 public:
  ConnectFailure(const std::string& message, std::string sqlstate)
      : Failure(message), sqlstate_(std::move(sqlstate)) {}
  /// The server's word; "" when it has not come to one, or asks for a password and has got none.
  [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }

 private:
  std::string sqlstate_;
};

}  // namespace eventstore::pg
