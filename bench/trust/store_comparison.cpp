#include "bench/trust/store_comparison.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "bench/case_arguments.hpp"
#include "bench/case_measurement.hpp"
#include "bench/statement_statistics.hpp"
#include "bench/trust/verdict.hpp"
#include "bench/workspace.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/dataset/store_options.hpp"
#include "core/measure/median.hpp"
#include "core/measure/paired_ratio.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/output_options.hpp"
#include "core/tool/progress.hpp"
#include "core/tool/quantity.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::trust {

namespace {

struct Options {
  dataset::StoreOptions store;
  dataset::StoreOptions against{.database = "", .store = "eaf-v1"};
  std::vector<std::string> wanted;
  int threads = 8;
  int rounds = 15;
  double seconds = 0.3;
};

/// A case, and how many times the other store's rate is asked for; 0 where nothing is.
struct Wanted {
  std::string title;
  double ratio = 0.0;
};

/// What the reference store is to be ahead of eaf-v1 by.  eaf-v1 is the yardstick through which it
/// is compared with the published event stores: each of these is the best of theirs in multiples of
/// eaf-v1, or somewhat more.
const std::vector<Wanted> usual{{"append_events/new_1", 1.95},
                                {"append_events/new_10", 1.65},
                                {"append_events/new_100", 2.2},
                                {"load_aggregate/hot_1000", 2.3},
                                {"read_stream_batch/hot_middle", 2.4}};

std::vector<Wanted> wanted_cases(const Options& options) {
  if (options.wanted.empty()) {
    const bool is_yardstick =
        options.store.store == "reference" && options.against.store == "eaf-v1";
    std::vector<Wanted> cases = usual;
    for (Wanted& each : cases) each.ratio = is_yardstick ? each.ratio : 0.0;
    return cases;
  }
  std::vector<Wanted> cases;
  for (const std::string& text : options.wanted) {
    const std::size_t equals = text.find('=');
    Wanted& wanted = cases.emplace_back(Wanted{.title = text.substr(0, equals)});
    if (equals == std::string::npos) continue;
    const ReadNumber<double> ratio = read_number(text.substr(equals + 1));
    wanted.ratio = ratio.value;
    if (ratio && ratio.value > 0.0) continue;
    throw UsageError(fmt::format(
        "--case {}: write it as OPERATION/CASE or OPERATION/CASE=RATIO, with a ratio above 0",
        text));
  }
  return cases;
}

/// Before anything is copied or measured.
void require_cases(const std::vector<Wanted>& wanted, const std::string& store) {
  std::vector<std::string> titles;
  for (const catalogue::Operation& operation : catalogue::load_catalogue(store).operations) {
    for (const catalogue::Case& each : operation.cases) {
      titles.push_back(operation.title() + "/" + each.name);
    }
  }
  for (const Wanted& each : wanted) {
    if (std::find(titles.begin(), titles.end(), each.title) != titles.end()) continue;
    throw UsageError(fmt::format("the store {} has no case {}; see eventstore_bench --list{}",
                                 store, each.title, did_you_mean(each.title, titles)));
  }
}

/// One of the two stores, with its data and a copy of them for writes.
struct Side {
  explicit Side(const dataset::StoreOptions& where)
      : store(dataset::open_seeded_store(where)),
        workspace(store, bench::WritePlace::disposable_clone),
        statistics(store.database) {}

  dataset::SeededStore store;
  bench::Workspace workspace;
  bench::StatementStatistics statistics;
};

/// A case of one side, connected and warm.
class Runner {
 public:
  Runner(Side& side, const std::string& title, const Options& options)
      : axes_{.threads = options.threads} {
    for (const catalogue::Operation& operation : side.store.catalogue.operations) {
      for (const catalogue::Case& which : operation.cases) {
        if (operation.title() + "/" + which.name != title) continue;
        measurement_ = std::make_unique<bench::CaseMeasurement>(operation, which, axes_);
      }
    }
    const catalogue::Operation& operation = measurement_->operation();
    auto bound =
        bench::case_arguments(*measurement_, side.store, side.workspace.progress_of(operation));
    if (const auto* missing = std::get_if<cases::NotApplicable>(&bound)) {
      throw Failure(fmt::format("{}: {}", title, missing->reason));
    }
    if (operation.writes()) side.statistics.release();
    measurement_->make_ready(side.workspace.database_of(operation), side.store.catalogue.store,
                             std::get<std::vector<cases::BoundCase>>(std::move(bound)),
                             {.plan_cache_mode = "auto"}, side.statistics);
    calls_ = static_cast<std::uint64_t>(options.threads);
  }

  /// Calls for about so long; returns how many they were in a second.
  double round(double seconds) {
    const bench::Invocation& made = measurement_->measure(calls_);
    const double rate = static_cast<double>(calls_) / made.seconds;
    const auto threads = static_cast<std::uint64_t>(axes_.threads);
    calls_ = std::max(static_cast<std::uint64_t>(rate * seconds), threads);
    return rate;
  }

 private:
  bench::Axes axes_;
  std::unique_ptr<bench::CaseMeasurement> measurement_;
  std::uint64_t calls_ = 1;
};

struct Rates {
  std::vector<double> ours;
  std::vector<double> theirs;
};

/// Rounds of both, in turn, and in turn the one or the other first.
Rates alternate(Runner& ours, Runner& theirs, const Options& options) {
  constexpr int rounds_to_find_the_number_of_calls = 2;
  Rates rates;
  for (int i = -rounds_to_find_the_number_of_calls; i < options.rounds; ++i) {
    stop_if_interrupted();
    const bool is_first = i % 2 == 0;
    double our_rate = is_first ? ours.round(options.seconds) : 0.0;
    const double their_rate = theirs.round(options.seconds);
    if (!is_first) our_rate = ours.round(options.seconds);
    if (i < 0) continue;
    rates.ours.push_back(our_rate);
    rates.theirs.push_back(their_rate);
  }
  return rates;
}

/// Without the same events on both sides a ratio would mean nothing.
void require_same_events(const Side& ours, const Side& theirs) {
  const auto& a = ours.store.manifest;
  const auto& b = theirs.store.manifest;
  const bool is_same = a.events == b.events &&
                       a.options.value("seed", 0) == b.options.value("seed", 0) &&
                       a.options.value("payload_mix", "") == b.options.value("payload_mix", "");
  if (is_same) return;
  throw UsageError(
      fmt::format("the stores hold different data: {} and {}; seed both with the same options",
                  counted(a.events, "event"), counted(b.events, "event")));
}

ExitCode run(const Options& options) {
  const std::vector<Wanted> wanted_of_both = wanted_cases(options);
  require_cases(wanted_of_both, options.store.store);
  require_cases(wanted_of_both, options.against.store);
  Side ours{options.store};
  dataset::StoreOptions against = options.against;
  against.differences = options.store.differences;
  Side theirs{against};
  require_same_events(ours, theirs);
  fmt::print(
      "{} against {}: {} in each, {}, {} rounds of {} s in turn, client and server as the "
      "scheduler placed them\n\n",
      options.store.store, options.against.store, counted(ours.store.manifest.events, "event"),
      counted(options.threads, "connection"), options.rounds, options.seconds);
  result::MarkdownTable table{{{"case"},
                               {options.store.store + ", calls/s", Align::right},
                               {options.against.store + ", calls/s", Align::right},
                               {"ratio", Align::right},
                               {"wanted", Align::right},
                               {"verdict"}}};
  Progress progress{Verbosity::normal, stderr, terminal_of(stderr)};
  Verdicts verdicts;
  for (const Wanted& wanted : wanted_of_both) {
    Runner our_runner{ours, wanted.title, options};
    Runner their_runner{theirs, wanted.title, options};
    const Rates rates = alternate(our_runner, their_runner, options);
    const auto ratio = measure::paired_ratio(rates.ours, rates.theirs);
    std::string verdict = "-";
    if (wanted.ratio > 0.0) {
      const auto judged = measure::is_at_least(ratio, wanted.ratio);
      verdicts.add(judged);
      verdict = word_of(judged);
    }
    table.add_row({result::code(wanted.title), quantity_text(measure::median(rates.ours)),
                   quantity_text(measure::median(rates.theirs)), text_of(ratio),
                   wanted.ratio > 0.0 ? fmt::format("{:g}", wanted.ratio) : "-", verdict});
    progress.say(fmt::format("{}: {}", wanted.title, text_of(ratio)));
  }
  fmt::print("{}", table.text());
  return verdicts.exit_code();
}

}  // namespace

Subcommand declare_stores(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* const own =
      app.add_subcommand("stores", "How many times the calls of another store a store makes");
  own->option_defaults()->always_capture_default();
  own->add_option("--store", options->store.store, "The one: a built-in name or a directory")
      ->type_name("STORE")
      ->check(read_only_folder());
  own->add_option("--against", options->against.store, "The other")
      ->type_name("STORE")
      ->check(read_only_folder());
  const std::string usual_database =
      "; else $EVENTSTORE_DATABASE, the PG* environment, or the local server";
  own->add_option("--database", options->store.database, "Where the one is" + usual_database)
      ->type_name("URI");
  own->add_option("--against-database", options->against.database,
                  "Where the other is" + usual_database)
      ->type_name("URI");
  dataset::add_allow_differences(*own, options->store);
  own->add_option("--case", options->wanted,
                  "OPERATION/CASE, or OPERATION/CASE=RATIO with the ratio that is asked for; more "
                  "than once for several")
      ->type_name("CASE")
      ->default_str("");
  own->add_option("--threads", options->threads, "Connections of each")
      ->type_name("N")
      ->check(between(1, 64));
  own->add_option("--rounds", options->rounds, "Of each store; 6 or more for an interval")
      ->type_name("N")
      ->check(between(1, 1000));
  own->add_option("--seconds", options->seconds, "Of a round")
      ->type_name("SECONDS")
      ->check(between(0.01, 60.0));
  return {own, [options] { return run(*options); }};
}

}  // namespace eventstore::trust
