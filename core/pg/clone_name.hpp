// The name of a disposable copy of a database, which says whose it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/tool/process_identity.hpp"

namespace eventstore::pg {

/// What the names of all copies begin with.  A copy is recognised by its name alone: a mark that is
/// made after CREATE DATABASE would be missing where the process was killed in between.
inline constexpr std::string_view clone_name_start = "eventstore_disposable_clone_";

/// eventstore_disposable_clone_{purpose}_{pid}_{host}_{start}{number}, at most 63 bytes, of
/// [0-9a-z_].  `purpose` is at most nine of [a-z]; `number` tells the copies of one process apart.
/// Throws std::logic_error for a longer purpose.
[[nodiscard]] std::string clone_name(const std::string& purpose, const ProcessIdentity& owner,
                                     unsigned number);

/// The owner that a name holds, without the host's name; nothing where the name has another form,
/// as those of earlier versions.
[[nodiscard]] std::optional<ProcessIdentity> owner_of_clone(const std::string& name);

}  // namespace eventstore::pg
