// A PgBouncer in front of the local server, for one test.
#pragma once

#include <string>

#include <sys/types.h>

#include "core/pg/database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

/// In session mode: before version 1.21 it knows no prepared statements in any other.  It ends with
/// this process, however that ends.
class PgBouncer {
 public:
  /// In front of the server of that database.  Skips the test, with the reason, where none is
  /// installed; fails it there when CI is set.  `databases` and `settings`: further lines of these
  /// sections of its configuration, with `{server}` for where the server is.
  explicit PgBouncer(const pg::Database& behind, const std::string& databases = "",
                     const std::string& settings = "");
  ~PgBouncer();
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  /// The same database, through it.
  [[nodiscard]] const pg::Database& database() const { return database_; }

 private:
  TemporaryDirectory directory_;
  pg::Database database_;
  pid_t process_ = 0;
};

}  // namespace eventstore::tests
