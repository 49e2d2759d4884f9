#include "generator/export_options.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/output_options.hpp"

namespace eventstore::seed {

namespace {

constexpr std::array<std::string_view, 4> format_names{"none", "csv", "binary", "sql"};

FileFormat parse_format(const std::string& text) {
  for (std::size_t i = 1; i < format_names.size(); ++i) {
    if (text == format_names[i]) return static_cast<FileFormat>(i);
  }
  throw UsageError(fmt::format("--format '{}' is not known: say csv, binary or sql", text));
}

}  // namespace

std::string to_text(FileFormat format) {
  return std::string{format_names[static_cast<std::size_t>(format)]};
}

void declare_export(CLI::App& app, Options& options) {
  auto* group = app.add_option_group("Files", "the data set as files for psql, instead of seeding");
  group
      ->add_option_function<std::string>(
          "--format", [&options](const std::string& text) { options.format = parse_format(text); },
          "csv or binary: what COPY reads, a file per table, and a script for psql that loads "
          "them; sql: one script of INSERTs for any client")
      ->type_name("FORMAT");
  group
      ->add_option("--output", options.output,
                   "The file for the events; - for standard output; --replace if it is there")
      ->type_name("FILE")
      ->check(writable_file());
}

void settle_export(const CLI::App& app, Options& options) {
  const auto is_given = [&app](const std::string& name) { return app.count("--" + name) > 0; };
  if (options.format == FileFormat::none) {
    if (!is_given("output")) return;
    throw UsageError("--output needs --format csv, binary or sql, which says how to write it");
  }
  const std::string format = to_text(options.format);
  if (options.output.empty()) {
    throw UsageError(
        fmt::format("--format {} needs --output FILE, or --output - for standard output", format));
  }
  if (is_given("batch") && options.format != FileFormat::sql) {
    throw UsageError(fmt::format(
        "--format {} has no statements to divide: leave out --batch, or use --format sql", format));
  }
  for (const char* name :
       {"append", "reuse", "dry-run", "verify", "describe", "connections", "out"}) {
    if (!is_given(name)) continue;
    throw UsageError(fmt::format("--format {} writes files and fills no database: leave out --{}",
                                 format, name));
  }
  options.job = Job::write_files;
}

}  // namespace eventstore::seed
