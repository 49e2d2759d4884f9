#include "bench/options.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/pin_option.hpp"
#include "core/dataset/store_options.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_options.hpp"
#include "core/tool/quantity.hpp"
#include "core/tool/regular_expression.hpp"

namespace eventstore::bench {

namespace {

constexpr std::array plan_cache_modes{PlanCacheMode::automatic, PlanCacheMode::force_custom_plan,
                                      PlanCacheMode::force_generic_plan};

void declare_plan_cache_mode(CLI::App& app, PlanCacheMode& chosen) {
  std::vector<std::string> words(plan_cache_modes.size());
  std::transform(plan_cache_modes.begin(), plan_cache_modes.end(), words.begin(), setting_text);
  const auto parse = [&chosen](const std::string& word) {
    for (const PlanCacheMode mode : plan_cache_modes) {
      if (setting_text(mode) == word) chosen = mode;
    }
  };
  app.add_option_function<std::string>("--plan-cache-mode", parse, "The server's plan_cache_mode")
      ->type_name("MODE")
      ->transform(one_of(words))
      ->default_str(setting_text(chosen));
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  app.option_defaults()->always_capture_default();
  dataset::add_store_options(app, options.store);
  dataset::add_allow_differences(app, options.store);
  declare_plan_cache_mode(app, options.plan_cache_mode);
  declare_axes(app, options.axes);
  add_pin_option(app, options.pin);
  app.add_option("--warm-up", options.warm_up_seconds,
                 "Longest warm-up of a case in seconds; it ends once the rate is steady")
      ->type_name("SECONDS")
      ->check(between(0.0, 600.0));
  app.add_option("--steady", options.steady,
                 "Steady is a rate whose coefficient of variation, over five windows of 50 ms, is "
                 "no more than this")
      ->type_name("BOUND")
      ->check(between(0.001, 10.0));
  app.add_flag("--strict", options.strict,
               "Exit code 7 for any case that never got steady, also where it met its target");
  add_write_place_option(app, options.write_place);
  app.add_flag("--list", options.list,
               "List operations and cases (--benchmark_filter), with their questions, and stop");
  app.add_option("--out", options.out, "Write the result document (JSON) to this file")
      ->type_name("FILE")
      ->check(writable_file())
      ->default_str("");
  app.add_option("--benchmark_out", options.google_out, "")
      ->check(writable_file())
      ->check([](const std::string& file) {
        return file == "-" ? std::string{"Google Benchmark writes to files only; for standard "
                                         "output there is --benchmark_format=json"}
                           : std::string{};
      })
      ->group("");  // In the footer, with the others.
  app.footer(
      "Google Benchmark's options work as well, among them:\n"
      "  --benchmark_filter=REGEX    Only cases whose OPERATION/CASE matches\n"
      "  --benchmark_min_time=0.5    Seconds to measure each case\n"
      "  --benchmark_repetitions=N   N times; percentiles are of all of them together\n"
      "  --benchmark_out=FILE        Google's own JSON\n"
      "  --benchmark_format=console  Google's own table (or json, csv) on stdout\n\n"
      "Exit codes: 0 all targets met, 3 a target missed, 7 a target missed by a case\n"
      "that never got steady, 2 no data or bad usage, 1 failure.");
}

std::string setting_text(PlanCacheMode mode) {
  switch (mode) {
    case PlanCacheMode::automatic:
      return "auto";
    case PlanCacheMode::force_custom_plan:
      return "force_custom_plan";
    case PlanCacheMode::force_generic_plan:
      return "force_generic_plan";
  }
  return "auto";
}

CommandLine split_command_line(int argc, char** argv) {
  constexpr std::string_view filter = "--benchmark_filter=";
  constexpr std::string_view list = "--benchmark_list_tests";
  constexpr std::string_view google_out = "--benchmark_out=";
  CommandLine split{.own = {argv[0]}, .google = {argv[0]}};
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument{argv[i]};
    const bool is_google = argument.starts_with("--benchmark_");
    (is_google ? split.google : split.own).push_back(argv[i]);
    if (argument.starts_with(google_out)) split.own.push_back(argv[i]);  // Checked as ours are.
    if (argument.starts_with(filter)) split.filter = argument.substr(filter.size());
    if (argument.starts_with(list)) split.lists_only = !argument.ends_with("=false");
    if (argument == "--benchmark_format=json") split.format = DisplayFormat::json;
    if (argument == "--benchmark_format=csv") split.format = DisplayFormat::csv;
    if (argument == "--benchmark_format=console") split.format = DisplayFormat::console;
  }
  return split;
}

bool is_selected(const CommandLine& command_line, const std::vector<std::string>& names) {
  const std::string& filter = command_line.filter;
  if (filter.empty() || filter == "all") return true;
  const bool is_negative = filter.front() == '-';
  const RegularExpression wanted{filter.substr(is_negative ? 1 : 0), "--benchmark_filter"};
  const bool matches = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return wanted.is_found_in(name) || wanted.is_found_in(name + "/manual_time");
  });
  return matches != is_negative;
}

namespace {

/// A number of Google Benchmark's, which takes NaN and infinity, and measures for ever.
std::string checked_google_number(const std::string& argument) {
  struct Number {
    std::string_view option;
    double most;
  };
  constexpr double day = 86'400.0;
  constexpr std::array numbers{Number{"--benchmark_min_time=", day},
                               Number{"--benchmark_min_warmup_time=", day},
                               Number{"--benchmark_repetitions=", 1e6}};
  for (const Number& number : numbers) {
    if (!argument.starts_with(number.option)) continue;
    const std::string value = argument.substr(number.option.size());
    const bool is_time = number.most == day;
    const ReadNumber<double> read = is_time ? read_duration(value, "s") : read_number(value);
    const std::string name{number.option.substr(0, number.option.size() - 1)};
    if (!read) throw UsageError(fmt::format("{}: {}", name, read.complaint));
    if (read.value < 0.0 || read.value > number.most) {
      throw UsageError(fmt::format("{}: {} is not in range 0 to {:g}", name, value, number.most));
    }
    return fmt::format("{}{}", number.option, read.value);
  }
  return argument;
}

}  // namespace

void initialize_google_benchmark(CommandLine& command_line) {
  std::vector<std::string> arguments{command_line.google.begin(), command_line.google.end()};
  // Which cases are measured is decided before they are registered.
  std::erase_if(arguments, [](const auto& one) { return one.starts_with("--benchmark_filter="); });
  std::vector<char*> passed_on;
  for (std::string& argument : arguments) {
    argument = checked_google_number(argument);
    passed_on.push_back(argument.data());
  }
  passed_on.front() = command_line.google.front();  // Google Benchmark keeps the program's name.
  int count = static_cast<int>(passed_on.size());
  benchmark::Initialize(&count, passed_on.data());
  if (count > 1) {
    throw UsageError(fmt::format(
        "Google Benchmark does not know, or cannot read, the option {}; values are given with '=', "
        "as in --benchmark_filter=append",
        passed_on[1]));
  }
}

}  // namespace eventstore::bench
