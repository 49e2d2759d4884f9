#include "core/tool/text_file.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& reason) {
  throw UsageError(fmt::format("cannot read {}: {}", file, reason));
}

std::ifstream opened(const std::string& path, FileKind kind) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found && fs::is_symlink(fs::symlink_status(path))) {
    refuse(path, fmt::format("it is a symbolic link to {}, which does not exist",
                             fs::read_symlink(path, error).string()));
  }
  if (error) refuse(path, error.message());
  if (fs::is_directory(status)) refuse(path, "it is a directory, not a file");
  // Opening a pipe waits for a writer.
  if (kind == FileKind::regular && !fs::is_regular_file(status)) {
    refuse(path, "it is not a regular file");
  }
  errno = 0;
  std::ifstream stream{path, std::ios::binary};
  if (!stream) refuse(path, std::generic_category().message(errno));
  return stream;
}

std::string size_text(std::size_t bytes) {
  constexpr std::size_t megabyte = 1'000'000;
  return bytes == megabyte ? "a megabyte" : fmt::format("{} megabytes", bytes / megabyte);
}

/// At most one byte more than the limit.
std::string content_of(std::ifstream& stream, const std::string& path, std::size_t max_bytes) {
  constexpr std::size_t block = std::size_t{1} << 16U;
  std::string text;
  while (stream && text.size() <= max_bytes) {
    const std::size_t before = text.size();
    const std::size_t wanted = std::min(std::max(block, before), max_bytes + 1 - before);
    text.resize(before + wanted);
    errno = 0;
    stream.read(text.data() + before, static_cast<std::streamsize>(wanted));
    text.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) refuse(path, std::generic_category().message(errno));
  if (text.size() > max_bytes) refuse(path, "it has more than " + size_text(max_bytes));
  return text;
}

std::string with_line_feeds(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    if (!is_pair) lines += text[at];
  }
  return lines;
}

}  // namespace

std::string read_text_file(const std::string& path, TextFileLimits limits) {
  std::ifstream stream = opened(path, limits.kind);
  const std::string content = content_of(stream, path, limits.max_bytes);
  std::string text = with_line_feeds(without_byte_order_mark(content, path));
  const std::size_t nul = text.find('\0');
  if (nul == std::string::npos) return text;
  const auto lines =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
  refuse(path, fmt::format("line {} holds a NUL byte, so it is no text file", lines + 1));
}

std::ifstream open_text_file(const std::string& path) {
  return opened(path, FileKind::regular_or_stream);
}

std::string_view without_byte_order_mark(std::string_view beginning, const std::string& file) {
  using namespace std::string_view_literals;
  if (beginning.starts_with("\xEF\xBB\xBF"sv)) return beginning.substr(3);
  const bool has_mark = beginning.starts_with("\xFF\xFE"sv) || beginning.starts_with("\xFE\xFF"sv);
  // Without a mark, one half of the first character tells: it is ASCII in all files read here.
  const bool has_half = beginning.size() > 1 && (beginning[0] == '\0') != (beginning[1] == '\0');
  if (has_mark || has_half || beginning.starts_with("\0\0\xFE\xFF"sv)) {
    refuse(file, "it is UTF-16 or UTF-32; save it as UTF-8");
  }
  return beginning;
}

bool has_extension(std::string_view file, std::string_view extension) {
  const auto is_same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return file.size() >= extension.size() &&
         std::equal(extension.rbegin(), extension.rend(), file.rbegin(), is_same);
}

}  // namespace eventstore
