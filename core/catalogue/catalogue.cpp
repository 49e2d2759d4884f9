#include "core/catalogue/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "core/catalogue/embedded_files.hpp"
#include "core/catalogue/known_names.hpp"
#include "core/catalogue/parse_operation.hpp"
#include "core/catalogue/split_statements.hpp"
#include "core/catalogue/store_files.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::catalogue {

namespace fs = std::filesystem;

namespace {

/// The files of the base, whose own `extends` would lead further on, and perhaps around in circles.
std::vector<StoreFile> files_of_base(const Extension& extension) {
  const std::string& base = extension.base;
  std::vector<StoreFile> files = embedded_files_of(base);
  const auto profile = file_at(files, profile_path);
  if (profile == files.end()) {
    throw UsageError(fmt::format("{}: there is no built-in store '{}' to extend; built in are {}{}",
                                 extension.base_at, base, fmt::join(built_in_stores(), ", "),
                                 did_you_mean(base, built_in_stores())));
  }
  const Extension further = parse_extension(profile->text, profile->name);
  if (further.base.empty()) return files;
  throw UsageError(
      fmt::format("{}: the store {} itself extends {}; extend a store that stands by itself",
                  extension.base_at, base, further.base));
}

/// Adds what the base has and the store neither has itself nor does without.
void take_over(std::vector<StoreFile>& files, const std::vector<StoreFile>& base,
               const Extension& extension) {
  for (const std::string& path : extension.without) {
    if (path != profile_path && file_at(base, path) != base.end()) continue;
    std::vector<std::string> known;
    for (const StoreFile& file : base) known.push_back(file.path);
    throw UsageError(fmt::format("{}: 'without' names {}, which is no file of the store {}{}",
                                 extension.without_at, path, extension.base,
                                 did_you_mean(path, known)));
  }
  for (const StoreFile& file : base) {
    const bool is_unwanted = std::find(extension.without.begin(), extension.without.end(),
                                       file.path) != extension.without.end();
    if (!is_unwanted && file_at(files, file.path) == files.end()) files.push_back(file);
  }
}

/// A store's profile and all of its files, those of its base among them, in path order.
struct WholeStore {
  StoreProfile profile;
  std::vector<StoreFile> files;
};

WholeStore whole_store(const std::string& store) {
  WholeStore whole{.profile = {}, .files = files_of(store)};
  const StoreFile own = *file_at(whole.files, profile_path);
  const Extension extension = parse_extension(own.text, own.name);
  if (extension.base.empty()) {
    whole.profile = parse_store_profile(own.text, own.name);
  } else {
    const std::vector<StoreFile> base = files_of_base(extension);
    const StoreFile& theirs = *file_at(base, profile_path);
    const StoreProfile base_profile = parse_store_profile(theirs.text, theirs.name);
    whole.profile = parse_store_profile(own.text, own.name, &base_profile);
    take_over(whole.files, base, extension);
  }
  std::sort(whole.files.begin(), whole.files.end(),
            [](const StoreFile& a, const StoreFile& b) { return a.path < b.path; });
  return whole;
}

StoreScript script_from(const StoreFile& file) {
  StoreScript script{.file = file.name,
                     .path = file.path,
                     .name = fs::path{file.path}.stem().string(),
                     .statements = split_statements(file.text, file.name),
                     .read_by = {}};
  if (script.statements.empty()) {
    throw UsageError(fmt::format("{}:1: the file has no statement", file.name));
  }
  return script;
}

/// The first line of an index file: `-- read by: OPERATION, ...` or `-- read by: nothing ...`.
StoreScript index_from(const StoreFile& file) {
  static const RE2 form{R"(-- read by: (nothing .*|\w+(?:, \w+)*)\s*)", RE2::Latin1};
  StoreScript script = script_from(file);
  const std::string first_line = file.text.substr(0, file.text.find('\n'));
  std::string names;
  if (!RE2::FullMatch(first_line, form, &names)) {
    throw UsageError(
        fmt::format("{}:1: the first line of an index says which operations read "
                    "through it: '-- read by: load_aggregate, append_events'",
                    file.name));
  }
  if (names.starts_with("nothing ")) return script;
  static const RE2 name{R"((\w+)(?:, )?)", RE2::Latin1};
  re2::StringPiece rest{names};
  for (std::string reader; RE2::Consume(&rest, name, &reader);) script.read_by.push_back(reader);
  return script;
}

/// Roles that a `@plan` line names must be played by a table of this store.
void check_roles(const Operation& operation, const StoreProfile& store) {
  for (const Step& step : operation.steps) {
    for (const PlanExpectation& expectation : step.expectations) {
      const std::string table = table_named_by(expectation);
      const bool is_missing =
          (table == "tenants" && !store.tenants) || (table == "snapshots" && !store.snapshots);
      if (!is_missing) continue;
      throw UsageError(fmt::format("{}:{}: the store has no table in the role '{}'", operation.file,
                                   expectation.line, table));
    }
  }
}

}  // namespace

Catalogue load_catalogue(const std::string& store) {
  const WholeStore whole = whole_store(store);
  Catalogue catalogue{.store = whole.profile, .tables = {}, .indexes = {}, .operations = {}};
  for (const StoreFile& file : whole.files) {
    if (file.path.starts_with("tables/")) catalogue.tables.push_back(script_from(file));
    if (file.path.starts_with("indexes/")) catalogue.indexes.push_back(index_from(file));
    if (file.path.starts_with("operations/")) {
      catalogue.operations.push_back(parse_operation(file.text, file.name));
      catalogue.operations.back().source = file.source;
      check_roles(catalogue.operations.back(), catalogue.store);
    }
  }
  if (catalogue.operations.empty()) {
    throw UsageError(
        fmt::format("the store {} has no operations: put one .sql file per operation "
                    "into its folder operations/",
                    store));
  }
  check_names(catalogue);
  return catalogue;
}

std::string harness_sql(std::string_view name) {
  const std::string path = fmt::format("harness/{}.sql", name);
  for (const EmbeddedFile& file : embedded_sql()) {
    if (file.path != path) continue;
    const auto statements = split_statements(file.text, path);
    if (statements.size() == 1) return statements[0];
  }
  throw std::logic_error(fmt::format("sql/{} does not hold exactly one statement", path));
}

}  // namespace eventstore::catalogue
