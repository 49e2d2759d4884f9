// What the tools repeat of a command line holds no password.
#pragma once

#include <string>

namespace eventstore {

/// `argument` with the passwords of connection strings (`password=...`, `postgresql://user:...@`)
/// replaced by asterisks.
[[nodiscard]] std::string without_passwords(const std::string& argument);

}  // namespace eventstore
