#include "core/catalogue/store_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/embedded_files.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"
#include "core/tool/text_file.hpp"

namespace eventstore::catalogue {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 2> extensions{".sql", ".toml"};
constexpr std::array<std::string_view, 3> folders{"tables", "indexes", "operations"};

/// What editors and file managers leave beside the files: `.#x.sql`, `._x.sql`.
bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

std::string with_lower_extension(const fs::path& path) {
  std::string name = path.generic_string();
  for (const std::string_view extension : extensions) {
    if (!has_extension(name, extension)) continue;
    name.replace(name.size() - extension.size(), extension.size(), extension);
  }
  return name;
}

void add_file(std::vector<StoreFile>& files, const fs::path& file, std::string path) {
  const auto same = file_at(files, path);
  if (same != files.end()) {
    throw UsageError(fmt::format("{} and {} differ only in upper and lower case; remove one",
                                 same->name, file.string()));
  }
  files.push_back({.name = file.string(),
                   .path = std::move(path),
                   .source = file.lexically_normal().string(),
                   .text = read_text_file(file.string())});
}

bool is_script(const fs::path& path) {
  return has_extension(path.string(), ".sql");
}

/// A link that leads nowhere, whatever its name: a script or a whole folder would be missed.
void require_target(const fs::directory_entry& entry) {
  std::error_code error;
  if (entry.is_symlink() && !entry.exists(error)) {
    static_cast<void>(read_text_file(entry.path().string()));
  }
}

void add_scripts(std::vector<StoreFile>& files, const fs::path& directory, const fs::path& folder) {
  auto each = fs::recursive_directory_iterator{directory / folder};
  for (; each != fs::recursive_directory_iterator{}; ++each) {
    if (is_hidden(each->path())) {
      each.disable_recursion_pending();
      continue;
    }
    require_target(*each);
    if (!is_script(each->path())) continue;
    add_file(files, each->path(), with_lower_extension(each->path().lexically_relative(directory)));
  }
}

std::vector<StoreFile> files_on_disk(const fs::path& directory) {
  std::vector<StoreFile> files;
  for (const auto& entry : fs::directory_iterator{directory}) {
    if (is_hidden(entry.path())) continue;
    require_target(entry);
    const std::string name = entry.path().filename().string();
    // What has no extension but a folder's own name is read as one, also behind a link.
    if (std::find(folders.begin(), folders.end(), name) != folders.end()) {
      if (!entry.is_directory()) {
        throw UsageError(
            fmt::format("{} is not a directory: scripts belong into a folder of "
                        "this name",
                        entry.path().string()));
      }
      add_scripts(files, directory, name);
    } else if (has_extension(name, ".toml")) {
      const bool is_profile =
          name.size() == profile_path.size() && has_extension(name, profile_path);
      add_file(files, entry.path(),
               is_profile ? std::string{profile_path} : with_lower_extension(name));
    }
  }
  return files;
}

}  // namespace

std::vector<std::string> built_in_stores() {
  std::vector<std::string> names;
  constexpr std::string_view profile = "/store.toml";
  for (const EmbeddedFile& file : embedded_sql()) {
    if (file.path.ends_with(profile)) {
      names.emplace_back(file.path.substr(0, file.path.size() - profile.size()));
    }
  }
  return names;
}

std::vector<StoreFile>::const_iterator file_at(const std::vector<StoreFile>& files,
                                               std::string_view path) {
  return std::find_if(files.begin(), files.end(),
                      [path](const StoreFile& file) { return file.path == path; });
}

std::vector<StoreFile> embedded_files_of(const std::string& store) {
  std::vector<StoreFile> files;
  for (const EmbeddedFile& file : embedded_sql()) {
    if (!file.path.starts_with(store + "/")) continue;
    files.push_back({.name = std::string{file.path},
                     .path = std::string{file.path.substr(store.size() + 1)},
                     .source = "sql/" + std::string{file.path},
                     .text = std::string{file.text}});
  }
  return files;
}

bool is_folder(const std::string& store) {
  return store.find('/') != std::string::npos || store == ".";
}

std::vector<StoreFile> files_of(const std::string& store) {
  std::vector<StoreFile> files;
  if (is_folder(store)) {
    if (!fs::is_directory(store))
      throw UsageError(fmt::format("--store {} is no directory", store));
    try {
      files = files_on_disk(store);
    } catch (const fs::filesystem_error& error) {
      throw UsageError(
          fmt::format("cannot read {}: {}", error.path1().string(), error.code().message()));
    }
  } else {
    files = embedded_files_of(store);
  }
  if (file_at(files, profile_path) != files.end()) return files;
  if (is_folder(store)) {
    throw UsageError(fmt::format("--store {} has no store.toml: it is not a store profile", store));
  }
  throw UsageError(fmt::format(
      "there is no store '{}'; built in are {}; a directory is named with "
      "a slash (--store ./{}){}",
      store, fmt::join(built_in_stores(), ", "), store, did_you_mean(store, built_in_stores())));
}

std::string top_file(const std::string& folder, std::string_view name) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (with_lower_extension(entry.path().filename()) == name) return entry.path().string();
  }
  return {};
}

}  // namespace eventstore::catalogue
