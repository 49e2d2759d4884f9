// The account a server runs as: our own, or, for root, an unprivileged one, since PostgreSQL
// refuses to run as root.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace eventstore::server {

struct Account {
  std::string name;
  uid_t user = 0;
  gid_t group = 0;
  bool must_switch = false;  ///< We are root, and a process has to become this account.
};

/// The account for the server in `state_directory`: who we are; for root the directory's owner, so
/// that a cluster keeps its account, or `postgres`, or `nobody`.  Throws Failure when there is
/// none.
[[nodiscard]] Account account_for(const std::string& state_directory);

/// All its groups, as initgroups() would set them.  Asks every source of names that the system has,
/// which takes milliseconds.
[[nodiscard]] std::vector<gid_t> groups_of(const Account& account);

}  // namespace eventstore::server
