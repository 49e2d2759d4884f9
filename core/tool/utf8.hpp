// Text that every reader takes: names and messages come from files and servers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eventstore {

/// Bytes of the valid character that begins at `i`; 0 when none does (RFC 3629: no overlong forms,
/// no surrogates, nothing above U+10FFFF).
[[nodiscard]] std::size_t utf8_length_at(std::string_view text, std::size_t i);

/// `text` with U+FFFD for each byte that is no part of valid UTF-8.
[[nodiscard]] std::string as_utf8(std::string_view text);

/// `text`, or its first `bytes` bytes (fewer where they would cut a character) and an ellipsis.
[[nodiscard]] std::string brief(std::string_view text, std::size_t bytes);

/// `text`, or about `bytes` bytes of its beginning and its end, with what was left out between them
/// said.
[[nodiscard]] std::string without_middle(std::string_view text, std::size_t bytes);

}  // namespace eventstore
