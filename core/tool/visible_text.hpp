// Text of others where a terminal, a log of CI or a browser would act on it instead of showing it.
#pragma once

#include <string>
#include <string_view>

namespace eventstore {

/// Whether a reader would not see the character, or see others in another order for it: control
/// characters (C0, DEL, C1), marks that change the direction of text, and line and paragraph
/// separators.  Newline and tab are among them.
[[nodiscard]] bool is_invisible(char32_t character);

/// `text` as valid UTF-8 with a name, `\u001B`, in the place of each such character, but for
/// newlines and tabs; U+FFFD for bytes that are no UTF-8.
[[nodiscard]] std::string visible_lines(std::string_view text);

/// The same on one line: newlines and tabs are named as well, as `\n` and `\t`.  No runner of
/// GitHub or Azure reads a command in it (`::error`, `##[error]`), wherever it is printed.
[[nodiscard]] std::string visible_line(std::string_view text);

/// Each line of `text` as visible_line has it, but for tabs in front of it.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace eventstore
