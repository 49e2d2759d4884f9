// The command line of seed-events.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/dataset/seeded_store.hpp"
#include "core/tool/progress.hpp"
#include "generator/shape.hpp"

namespace eventstore::seed {

/// What to do about data that are there already.
enum class Existing : std::uint8_t { refuse, replace, reuse };

enum class Job : std::uint8_t { seed, append, rehearse, verify, describe, write_files };

/// Of the files that --format writes.
enum class FileFormat : std::uint8_t { none, csv, binary, sql };

struct Options {
  Shape shape;
  std::vector<std::string> named;  ///< Which of the shape's options the command line names.
  dataset::StoreOptions where;
  int connections = 1;      ///< 1 to 64.
  std::int64_t append = 0;  ///< Events of --append.
  Job job = Job::seed;
  Existing existing = Existing::refuse;
  FileFormat format = FileFormat::none;
  std::string output;      ///< --output: a file's path, or "-" for standard output.
  std::int64_t batch = 0;  ///< --batch: events of one commit, or rows of one INSERT; 0: the usual.
  Verbosity verbosity = Verbosity::normal;
  std::string result_file;  ///< --out; empty: none.
};

void declare_options(CLI::App& app, Options& options);

}  // namespace eventstore::seed
