// Text files that a user gives: with or without a byte-order mark, with LF or CRLF line ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace eventstore {

/// What may stand in for a file.
enum class FileKind : std::uint8_t {
  regular,           ///< A file, also behind a symbolic link.
  regular_or_stream  ///< A pipe or device as well, as the shell's <(...) gives one.
};

struct TextFileLimits {
  std::size_t max_bytes = 16'000'000;
  FileKind kind = FileKind::regular;
};

/// The text of a file in UTF-8 without its byte-order mark and with LF for CRLF.  Throws UsageError
/// naming the file: missing, a link to nothing, a directory, a pipe (where `limits` allow none),
/// too large, UTF-16, or with a NUL byte.
[[nodiscard]] std::string read_text_file(const std::string& path, TextFileLimits limits = {});

/// Opens a text file of any size, a pipe included, at its first byte.  Throws as read_text_file
/// does.  Whoever reads it passes its first line to `without_byte_order_mark`.
[[nodiscard]] std::ifstream open_text_file(const std::string& path);

/// The beginning of a text without the byte-order mark of UTF-8.  Throws UsageError naming `file`
/// where it is UTF-16 or UTF-32.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view beginning,
                                                       const std::string& file);

/// Whether the file's name ends in `extension` (".sql"), in whatever case.
[[nodiscard]] bool has_extension(std::string_view file, std::string_view extension);

}  // namespace eventstore
