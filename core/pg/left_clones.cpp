#include "core/pg/left_clones.hpp"

#include <mutex>
#include <set>
#include <string>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/clone_name.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::pg {

namespace {

bool is_locked(Session& session, const std::string& clone) {
  return session.run(catalogue::harness_sql("clone_lock_held"), {{clone}}).boolean(0, "held");
}

/// What is known of a copy's owner, from its comment or else from its name.
std::string owner_text(const std::string& noted, const std::optional<ProcessIdentity>& owner) {
  if (!noted.empty()) return "its owner: " + noted;
  if (owner) return fmt::format("its owner: pid {} on an unknown host", owner->pid);
  return "its name does not say whose it is";
}

void name_once(const std::string& clone, const std::string& owner) {
  static std::mutex mutex;
  static std::set<std::string> named;
  const std::lock_guard lock{mutex};
  if (!named.insert(clone).second) return;
  fmt::print(stderr,
             "note: copy {} is left alone, since its owner cannot be checked from here; {}\n",
             visible_line(clone), visible_line(owner));
}

/// Whether it was dropped.
bool drop(Session& session, const std::string& clone) {
  try {
    session.run(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", session.identifier(clone)));
    return true;
  } catch (const StatementError&) {
    return false;  // Another role's copy: that role's next run drops it.
  }
}

}  // namespace

int drop_left_clones(Session& session) {
  int dropped = 0;
  const Rows clones =
      session.run(catalogue::harness_sql("clones"), {{std::string{clone_name_start}}});
  for (std::size_t i = 0; i < clones.size(); ++i) {
    const std::string& name = clones.text(i, "name");
    const auto owner = owner_of_clone(name);
    const ProcessState state =
        owner ? state_of(owner->host_mark, owner->pid, owner->start_mark) : ProcessState::unknown;
    if (state == ProcessState::runs || is_locked(session, name)) continue;
    if (state == ProcessState::unknown) {
      name_once(name, owner_text(clones.text(i, "owner"), owner));
    } else if (drop(session, name)) {
      ++dropped;
    }
  }
  return dropped;
}

}  // namespace eventstore::pg
