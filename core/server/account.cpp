#include "core/server/account.hpp"

#include <optional>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/tool/errors.hpp"

namespace eventstore::server {

namespace {

Account account_of(const passwd& entry) {
  return {.name = entry.pw_name, .user = entry.pw_uid, .group = entry.pw_gid, .must_switch = true};
}

/// The owner of the directory, unless it is root or the directory is not there.
std::optional<uid_t> unprivileged_owner(const std::string& directory) {
  struct stat facts {};
  if (stat(directory.c_str(), &facts) != 0 || facts.st_uid == 0) return std::nullopt;
  return facts.st_uid;
}

}  // namespace

std::vector<gid_t> groups_of(const Account& account) {
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(account.name.c_str(), account.group, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
    getgrouplist(account.name.c_str(), account.group, groups.data(), &count);
  }
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

Account account_for(const std::string& state_directory) {
  if (geteuid() != 0) {
    const passwd* entry = getpwuid(geteuid());
    return {.name = entry != nullptr ? entry->pw_name : std::to_string(geteuid()),
            .user = geteuid(),
            .group = getegid(),
            .must_switch = false};
  }
  if (const auto owner = unprivileged_owner(state_directory)) {
    if (const passwd* entry = getpwuid(*owner)) return account_of(*entry);
    throw Failure("the account that owns " + state_directory +
                  " does not exist any more; give the directory to another one, or remove it");
  }
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* entry = getpwnam(name)) return account_of(*entry);
  }
  throw Failure(
      "PostgreSQL refuses to run as root, and there is neither an account postgres nor nobody to "
      "run it; run this as another user");
}

}  // namespace eventstore::server
