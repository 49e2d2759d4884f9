#include "core/tool/output_options.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "core/tool/errors.hpp"
#include "core/tool/output_file.hpp"
#include "core/tool/standard_streams.hpp"

namespace eventstore {

namespace fs = std::filesystem;

namespace {

constexpr const char* writable_file_name = "writable file";
constexpr const char* read_only_folder_name = "read-only folder";

/// A value of an option that may name a file.
struct NamedFile {
  std::string option;
  std::string path;
  bool is_output = false;
  bool is_read_only = false;  ///< A folder into which nothing may be written.
};

bool has_validator(const CLI::Option& option, const std::string& name) {
  try {
    return const_cast<CLI::Option&>(option).get_validator(name) != nullptr;
  } catch (const CLI::OptionNotFound&) {
    return false;
  }
}

/// As it is typed; CLI11 has no name for an option that its help does not show.
std::string name_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? option.get_name() : "--" + option.get_lnames().front();
}

void collect(const CLI::App& app, std::vector<NamedFile>& files) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() == 0) continue;  // A flag.
    for (const std::string& value : option->results()) {
      files.push_back({.option = name_of(*option),
                       .path = value,
                       .is_output = has_validator(*option, writable_file_name),
                       .is_read_only = has_validator(*option, read_only_folder_name)});
    }
  }
  const auto all = [](const CLI::App*) { return true; };  // Groups of options are among them.
  for (const CLI::App* part : app.get_subcommands(all)) collect(*part, files);
}

/// Without symbolic links and "..", also of what does not exist.
fs::path canonical(const std::string& path) {
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(path, ignored), ignored);
}

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code ignored;
  return canonical(one) == canonical(other) || fs::equivalent(one, other, ignored);
}

bool lies_in(const std::string& file, const std::string& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) return false;
  const fs::path inner = canonical(file);
  const fs::path outer = canonical(folder);
  const auto [in_outer, in_inner] =
      std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return in_outer == outer.end();
}

/// Refuses `output` where writing it would harm `other`, a file that is read or written as well.
void check_pair(const NamedFile& output, const NamedFile& other) {
  std::error_code ignored;
  if (other.is_output || !fs::is_directory(other.path, ignored)) {
    const bool may_be_a_file = other.is_output || fs::exists(other.path, ignored);
    if (!may_be_a_file || !is_same_file(output.path, other.path)) return;
    if (output.path == OutputFile::standard_output) {
      throw UsageError(
          fmt::format("{} and {} both write to standard output; give one of them a file",
                      output.option, other.option));
    }
    throw UsageError(fmt::format("{} and {} name the same file, {}; name another one",
                                 output.option, other.option, output.path));
  }
  if (!lies_in(output.path, other.path)) return;
  if (other.is_read_only) {
    throw UsageError(fmt::format("{} {} is inside the folder of {}; name a file outside of it",
                                 output.option, output.path, other.option));
  }
  if (fs::exists(output.path, ignored)) {
    throw UsageError(
        fmt::format("{} {} is a file in the folder of {}, which is read; name another "
                    "one",
                    output.option, output.path, other.option));
  }
}

std::string complaint_about(const std::string& value) {
  std::error_code ignored;  // What cannot be looked at cannot be written either.
  OutputPlace place;
  try {
    place = output_place(value);
  } catch (const Failure& failure) {
    return failure.what();
  }
  if (place.kind == OutputPlace::Kind::descriptor) return "";
  if (fs::exists(place.path, ignored) && access(place.path.c_str(), W_OK) != 0) {
    return fmt::format("cannot write {}: permission denied; name another file", value);
  }
  if (place.kind == OutputPlace::Kind::stream) return "";
  fs::path folder = fs::absolute(place.path, ignored).parent_path();
  while (!fs::exists(folder, ignored) && folder.has_relative_path()) folder = folder.parent_path();
  if (!fs::is_directory(folder, ignored)) {
    return fmt::format("cannot write {}: {} is not a directory", value, folder.string());
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return fmt::format("cannot write {}: {} may not be written to", value, folder.string());
  }
  return "";
}

}  // namespace

CLI::Validator writable_file() {
  return CLI::Validator{complaint_about, "", writable_file_name};
}

CLI::Validator read_only_folder() {
  return CLI::Validator{[](const std::string&) { return std::string{}; }, "",
                        read_only_folder_name};
}

void check_outputs(const CLI::App& app) {
  std::vector<NamedFile> files;
  collect(app, files);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!files[i].is_output) continue;
    // What is not a file cannot be overwritten; the bytes of two follow each other.
    const OutputPlace place = output_place(files[i].path);
    const bool is_stdout = files[i].path == OutputFile::standard_output;
    if (place.kind != OutputPlace::Kind::file && !is_stdout) continue;
    for (std::size_t k = 0; k < files.size(); ++k) {
      if (k != i && (!is_stdout || files[k].is_output)) check_pair(files[i], files[k]);
    }
    if (is_stdout) {
      const int unused = take_standard_output();
      if (unused >= 0) ::close(unused);
    }
  }
}

}  // namespace eventstore
