#include "bench/seed_ceiling/data_files.hpp"

#include <fmt/format.h>

#include "core/dataset/seed_command.hpp"
#include "core/tool/run_child.hpp"

namespace eventstore::ceiling {

namespace {

ChildResult run_export(const std::string& format, const std::string& output,
                       const std::string& store, const std::vector<std::string>& shape,
                       const std::string& database) {
  std::vector<std::string> command{dataset::seed_events_program(),
                                   "--quiet",
                                   "--format",
                                   format,
                                   "--output",
                                   output,
                                   "--store",
                                   store};
  command.insert(command.end(), shape.begin(), shape.end());
  return require_child(command, {{"EVENTSTORE_DATABASE", database}});
}

}  // namespace

DataFiles write_files(const std::string& directory, const std::string& format,
                      const catalogue::StoreProfile& profile, const std::string& store,
                      const std::vector<std::string>& shape, const std::string& database) {
  const std::string stem = directory + "/events";
  DataFiles files{.events = stem + "." + format};
  if (profile.snapshots) files.snapshots = stem + ".snapshots." + format;
  if (profile.tenants) files.tenants = stem + ".tenants." + format;
  run_export(format, files.events, store, shape, database);
  return files;
}

EncodedSet read_files(const DataFiles& files, std::int64_t rows_per_chunk) {
  EncodedSet set{.events = read_rows(files.events, rows_per_chunk)};
  if (!files.snapshots.empty()) set.snapshots = read_rows(files.snapshots, rows_per_chunk);
  if (!files.tenants.empty()) set.tenants = read_rows(files.tenants, rows_per_chunk);
  return set;
}

double encoding_cpu_seconds(const std::string& store, const std::vector<std::string>& shape,
                            const std::string& database) {
  return run_export("binary", "/dev/null", store, shape, database).cpu_seconds;
}

}  // namespace eventstore::ceiling
