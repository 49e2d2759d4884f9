#include "core/server/server_log.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace eventstore::server {

namespace {

/// Where the message of an error begins in a line; npos when the line is no error.
std::size_t error_position(std::string_view line) {
  constexpr std::array<std::string_view, 4> levels{"PANIC:", "FATAL:", "ERROR:", "error:"};
  for (const std::string_view level : levels) {
    if (const auto at = line.find(level); at != std::string_view::npos) return at;
  }
  return std::string_view::npos;
}

/// pg_ctl's last words, which only point to what was said before.
bool is_pointer(std::string_view line) {
  return line.starts_with("pg_ctl: could not start") || line.starts_with("Examine the log");
}

}  // namespace

std::uintmax_t log_size(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

std::string telling_line(const std::string& file, std::uintmax_t offset) {
  std::ifstream lines{file};
  lines.seekg(static_cast<std::streamoff>(offset));
  std::string last = "it says nothing";
  std::string last_error;
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos || is_pointer(line)) continue;
    if (const auto at = error_position(line); at != std::string::npos) last_error = line.substr(at);
    last = line;
  }
  return last_error.empty() ? last : last_error;
}

}  // namespace eventstore::server
