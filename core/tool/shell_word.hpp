// Text as a word of a command that is suggested.
#pragma once

#include <string>
#include <string_view>

namespace eventstore {

/// `text` in quotes, so that a shell takes it as it is: no expansion, no second command.  Where it
/// has control characters or bytes that are no UTF-8, in the form $'...' of bash, ksh and zsh.
[[nodiscard]] std::string shell_word(std::string_view text);

/// The same without quotes where none are needed.
[[nodiscard]] std::string brief_shell_word(std::string_view text);

}  // namespace eventstore
