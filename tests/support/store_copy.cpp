#include "tests/support/store_copy.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::tests {

namespace fs = std::filesystem;

StoreCopy::StoreCopy(const std::string& store) {
  const bool is_path = store.find('/') != std::string::npos;
  const fs::path source = fs::path{source_directory()} / (is_path ? "" : "sql") / store;
  fs::copy(source, path(), fs::copy_options::recursive);
}

void StoreCopy::write(const std::string& file, const std::string& text) const {
  const fs::path target = fs::path{path()} / file;
  fs::create_directories(target.parent_path());
  std::ofstream{target} << text;
}

void StoreCopy::remove(const std::string& file_or_folder) const {
  fs::remove_all(fs::path{path()} / file_or_folder);
}

void StoreCopy::replace(const std::string& file, const std::string& from,
                        const std::string& to) const {
  std::string text = file_text(fs::path{path()} / file);
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error(file + " does not hold: " + from);
  write(file, text.replace(at, from.size(), to));
}

}  // namespace eventstore::tests
