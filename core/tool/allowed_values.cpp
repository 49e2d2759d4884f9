#include "core/tool/allowed_values.hpp"

#include <filesystem>

#include <unistd.h>

namespace eventstore {

CLI::Validator one_of(const std::vector<std::string>& words) {
  const std::string all =
      fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
  const auto check = [words, all](std::string& value) {
    for (const std::string& word : words) {
      if (CLI::detail::to_lower(value) != word) continue;
      value = word;
      return std::string{};
    }
    return fmt::format("'{}' is not {}", value, all);
  };
  return CLI::Validator{check, all};
}

CLI::Validator writable_file() {
  namespace fs = std::filesystem;
  const auto check = [](const std::string& value) {
    std::error_code ignored;  // What cannot be looked at cannot be written either.
    const fs::path file = fs::absolute(value, ignored);
    if (fs::is_directory(file, ignored)) return fmt::format("{} is a directory", value);
    fs::path folder = file.parent_path();
    while (!fs::exists(folder, ignored) && folder.has_relative_path()) {
      folder = folder.parent_path();
    }
    if (!fs::is_directory(folder, ignored)) {
      return fmt::format("cannot write {}: {} is no directory", value, folder.string());
    }
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
      return fmt::format("cannot write {}: {} may not be written to", value, folder.string());
    }
    return std::string{};
  };
  return CLI::Validator{check, ""};
}

}  // namespace eventstore
