#include "generator/export.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/text_lines.hpp"
#include "generator/export_options.hpp"
#include "generator/export_script.hpp"
#include "generator/export_table.hpp"
#include "generator/plan_memory.hpp"
#include "generator/seed_target.hpp"
#include "generator/summary.hpp"

namespace eventstore::seed {

namespace fs = std::filesystem;

namespace {

/// Larger statements gain little and take clients and servers more memory.
constexpr std::int64_t usual_rows_per_insert = 1000;

/// Where everything goes: `events.csv` has its siblings beside it.
class FileNames {
 public:
  explicit FileNames(const Options& options) : events_(options.output) {
    has_siblings_ = options.format != FileFormat::sql && !OutputFile::is_stream(options.output);
  }

  [[nodiscard]] bool has_siblings() const { return has_siblings_; }
  [[nodiscard]] std::string events() const { return events_.string(); }
  [[nodiscard]] std::string snapshots() const { return sibling("snapshots", events_.extension()); }
  [[nodiscard]] std::string tenants() const { return sibling("tenants", events_.extension()); }
  [[nodiscard]] std::string script() const { return sibling("load", ".sql"); }

  /// Throws UsageError for what cannot be written, or was written before.
  void check(Existing existing) const {
    if (fs::is_directory(events_)) {
      throw UsageError(fmt::format("--output {} is a directory; name a file in it", events()));
    }
    if (OutputFile::is_stream(events())) return;
    if (has_siblings_ && !is_plain_name(events_.filename().string())) {
      throw UsageError(fmt::format(
          "--output {}: psql's script needs a file name of letters, digits and ._-+,=@", events()));
    }
    std::vector<std::string> names{events()};
    if (has_siblings_) names.insert(names.end(), {snapshots(), tenants(), script()});
    for (const std::string& name : names) {
      if (existing == Existing::replace || !fs::exists(name)) continue;
      throw UsageError(fmt::format(
          "{} is there already; write it anew with --replace, or name another --output", name));
    }
  }

 private:
  [[nodiscard]] std::string sibling(const std::string& what, const fs::path& extension) const {
    const std::string name = events_.stem().string() + "." + what + extension.string();
    return (events_.parent_path() / name).string();
  }

  fs::path events_;
  bool has_siblings_ = false;
};

struct Written {
  Totals totals;
  std::int64_t bytes = 0;  ///< Of all files.
};

/// Writes one data set; the files have their names only after `finish`.
class Exporter {
 public:
  Exporter(const Options& options, const ExportTarget& target, const Plan& plan)
      : options_(options),
        target_(target),
        plan_(plan),
        names_(options),
        rows_per_insert_(options.batch == 0 ? usual_rows_per_insert : options.batch),
        events_(options.output) {
    if (!names_.has_siblings()) return;
    if (target.layout.snapshots) snapshots_.emplace(names_.snapshots());
    if (target.layout.tenants) tenants_.emplace(names_.tenants());
  }

  Written write(Progress& progress) {
    const bool is_sql = options_.format == FileFormat::sql;
    if (is_sql) events_.write(sql_before_rows(target_));
    const SinkFactory make_events = [this] { return table(events_, target_.layout.events); };
    Written written{.totals = generate_events(plan_, 1, make_events, progress)};
    written.totals += generate_snapshots(plan_, *sink(snapshots_, target_.layout.snapshots));
    generate_tenants(plan_, *sink(tenants_, target_.layout.tenants));

    complete_ = complete_manifest({&plan_, 1}, written.totals, target_.catalogue.store.name);
    say_what_is_made(complete_);
    if (is_sql) events_.write(sql_after_rows(target_, complete_));
    written.bytes = finish();
    return written;
  }

 private:
  [[nodiscard]] std::unique_ptr<EventSink> table(OutputFile& file, const TableLayout& layout) {
    return std::make_unique<ExportTable>(file, encoder_of(options_.format, layout),
                                         framing_of(options_.format, layout, rows_per_insert_));
  }

  /// What snapshots or tenants go to: a file of their own, the one that holds everything, or
  /// nothing where a stream holds the events alone.
  [[nodiscard]] std::unique_ptr<EventSink> sink(std::optional<OutputFile>& file,
                                                const std::optional<TableLayout>& layout) {
    if (!layout) return no_sink()();
    if (file) return table(*file, *layout);
    return options_.format == FileFormat::sql ? table(events_, *layout) : no_sink()();
  }

  void say_what_is_made(dataset::Manifest& manifest) const {
    manifest.tables = target_.made.tables;
    manifest.made = target_.made.made;
    for (dataset::MadeObject& object : manifest.made) object.oid = 0;  // Where it is loaded.
    manifest.position_sequences = target_.position_sequences;
  }

  [[nodiscard]] std::string script() const {
    dataset::Manifest loading = new_manifest(target_.catalogue.store.name, plan_.shape);
    say_what_is_made(loading);
    const auto name_of = [](const std::string& path) { return fs::path{path}.filename().string(); };
    std::vector<TableFile> files{{&target_.layout.events, name_of(names_.events())}};
    if (snapshots_) files.push_back({&*target_.layout.snapshots, name_of(names_.snapshots())});
    if (tenants_) files.push_back({&*target_.layout.tenants, name_of(names_.tenants())});
    return psql_script(target_, name_of(names_.script()), options_.format, files, loading,
                       complete_);
  }

  /// Closes all files, then gives them their names.  Returns how many bytes they have.
  std::int64_t finish() {
    std::vector<OutputFile*> files{&events_};
    if (snapshots_) files.push_back(&*snapshots_);
    if (tenants_) files.push_back(&*tenants_);
    std::optional<OutputFile> load;
    if (names_.has_siblings()) {
      load.emplace(names_.script());
      load->write(script());
      files.push_back(&*load);
    }
    std::int64_t bytes = 0;
    for (OutputFile* file : files) {
      file->close();
      bytes += file->bytes();
    }
    for (OutputFile* file : files) file->publish();
    return bytes;
  }

  const Options& options_;
  const ExportTarget& target_;
  const Plan& plan_;
  FileNames names_;
  std::int64_t rows_per_insert_;
  OutputFile events_;
  std::optional<OutputFile> snapshots_;
  std::optional<OutputFile> tenants_;
  dataset::Manifest complete_;
};

void print(const Options& options, const std::string& text) {
  if (options.verbosity == Verbosity::normal) fmt::print("{}", text);
  std::fflush(stdout);
}

/// How to go on.
std::string way_on(const Options& options, const FileNames& names) {
  if (names.has_siblings()) {
    return fmt::format("load them with: psql -d DATABASE -f {}", names.script());
  }
  if (OutputFile::is_stream(options.output)) {
    return options.format == FileFormat::sql ? ""
                                             : "events alone: snapshots, tenants and the script "
                                               "are written beside a file";
  }
  return fmt::format("load them with any client: psql -d DATABASE -f {}", names.events());
}

}  // namespace

ExitCode export_data_set(const Options& options) {
  const FileNames names{options};
  names.check(options.existing);
  require_plan_memory(options.shape, 1);
  const Plan plan = make_plan(options.shape);
  const ExportTarget target = describe_tables(options.where, plan);
  // From here on standard output may be the file.
  Exporter exporter{options, target, plan};
  Progress progress{options.verbosity};
  progress.say(fmt::format("{}, asked for the columns of the store {}", target.description,
                           target.catalogue.store.name));
  print(options, describe({&plan, 1}));
  progress.begin("write", plan.events(), "event");
  const Written written = exporter.write(progress);
  const double seconds = progress.end(written.totals.events);
  print(options, describe(written.totals));
  if (const std::string text = way_on(options, names); !text.empty()) progress.say(text);
  const std::string place =
      options.output == OutputFile::standard_output ? "standard output" : options.output;
  fmt::print("{}", in_lines(std::array{
                       fmt::format("wrote {} as {} to {}", counted(written.totals.events, "event"),
                                   to_text(options.format), place),
                       fmt::format("in {} ({}),", elapsed_text(seconds),
                                   bytes_text(static_cast<double>(written.bytes))),
                       fmt::format("fingerprint {}", to_text(written.totals.fingerprint))}));
  return ExitCode::success;
}

}  // namespace eventstore::seed
