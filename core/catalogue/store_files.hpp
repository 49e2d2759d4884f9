// The files of a store profile, built in or in a folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventstore::catalogue {

/// A file of a store: where messages say it is, where it is within the store, and its text.
struct StoreFile {
  std::string name;    ///< "reference/operations/x.sql", or the path on disk.
  std::string path;    ///< "operations/x.sql"; the extension is always in lower case.
  std::string source;  ///< "sql/reference/operations/x.sql", or the path on disk.
  std::string text;    ///< Without byte-order mark, with LF line ends.
};

constexpr std::string_view profile_path = "store.toml";

/// Names of the stores that are built in.
[[nodiscard]] std::vector<std::string> built_in_stores();

/// The file with that path, or the end.
[[nodiscard]] std::vector<StoreFile>::const_iterator file_at(const std::vector<StoreFile>& files,
                                                             std::string_view path);

/// Of a built-in store; empty where there is none of that name.
[[nodiscard]] std::vector<StoreFile> embedded_files_of(const std::string& store);

/// Whether `store` names a folder rather than a built-in store.
[[nodiscard]] bool is_folder(const std::string& store);

/// Of the store of that name or in that folder: its profile, tables, indexes and operations.
/// Throws UsageError naming the file that cannot be read, or the known stores.
[[nodiscard]] std::vector<StoreFile> files_of(const std::string& store);

/// The path of a file at the top of a folder, whose extension may be in upper case; empty where
/// there is none.
[[nodiscard]] std::string top_file(const std::string& folder, std::string_view name);

}  // namespace eventstore::catalogue
