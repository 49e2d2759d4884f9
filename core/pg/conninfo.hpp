// Connection strings, taken apart and put together.
#pragma once

#include <map>
#include <string>

#include "core/pg/database.hpp"

namespace eventstore::pg {

using Keywords = std::map<std::string, std::string>;

/// What a connection string says, by keyword; a plain word is a database's name, as for psql.
/// Throws UsageError when libpq does not know it.
[[nodiscard]] Keywords keywords_of(const std::string& text);

/// The same in libpq's key=value form.
[[nodiscard]] std::string connection_string_of(const Keywords& keywords);

/// What others may see of how to connect, as in a list of processes, and what they may not.
struct SplitConnection {
  std::string connection_string;  ///< With no password in it.
  std::string password;           ///< "": it held none.
  bool has_key_password = false;  ///< It held one of a TLS key (sslpassword).
};
[[nodiscard]] SplitConnection split_secrets(const Database& database);

}  // namespace eventstore::pg
