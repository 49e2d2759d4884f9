// The command line of eventstore_bench: its own options, and Google Benchmark's.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bench/axes.hpp"
#include "bench/placement.hpp"
#include "bench/write_place.hpp"
#include "core/dataset/seeded_store.hpp"

namespace eventstore::bench {

enum class PlanCacheMode { automatic, force_custom_plan, force_generic_plan };

struct Options {
  dataset::StoreOptions store;
  PlanCacheMode plan_cache_mode = PlanCacheMode::automatic;
  AxisLists axes;
  Pin pin = Pin::none;
  double warm_up_seconds = 1.0;
  double steady = 0.1;
  bool strict = false;
  WritePlace write_place = WritePlace::disposable_clone;
  bool list = false;
  std::string out;
  std::string google_out;  ///< Of --benchmark_out, which Google Benchmark writes.
};

void declare_options(CLI::App& app, Options& options);

/// The value as the server's setting plan_cache_mode has it.
[[nodiscard]] std::string setting_text(PlanCacheMode mode);

/// How Google Benchmark writes its results to stdout.  Our own tables have what its table has.
enum class DisplayFormat { none, console, json, csv };

/// What stands on the command line, apart.  Google Benchmark reads its own options and takes them
/// out of `google`; what we need of them as well is read before.
struct CommandLine {
  std::vector<char*> own;                      ///< Program name first, then what is ours.
  std::vector<char*> google;                   ///< Program name first, then --benchmark_...
  std::string filter;                          ///< --benchmark_filter; empty selects everything.
  DisplayFormat format = DisplayFormat::none;  ///< --benchmark_format; none when it is not there.
  /// Whether stdout is for a program to read.
  [[nodiscard]] bool is_for_programs() const {
    return format == DisplayFormat::json || format == DisplayFormat::csv;
  }
  bool lists_only = false;  ///< --benchmark_list_tests: names are printed and nothing is run.
};

[[nodiscard]] CommandLine split_command_line(int argc, char** argv);

/// Whether the filter matches one of the names of a measurement (OPERATION/CASE, and that with its
/// axes), with or without what Google Benchmark appends.  A filter that starts with '-' selects
/// what does not match.
[[nodiscard]] bool is_selected(const CommandLine& command_line,
                               const std::vector<std::string>& names);

/// Hands Google Benchmark its options; throws UsageError naming the first that it does not know.
void initialize_google_benchmark(CommandLine& command_line);

}  // namespace eventstore::bench
