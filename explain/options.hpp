// The command line of plan-review.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/dataset/seeded_store.hpp"
#include "core/result/report_files.hpp"
#include "explain/plan_mode.hpp"

namespace eventstore::explain {

struct Options {
  dataset::StoreOptions where;
  std::string filter;             ///< A regular expression on "operation/case"; empty: all.
  std::vector<std::string> mode;  ///< Empty: all.
  std::string captured;           ///< A log with plans of auto_explain, "-" for stdin; empty: none.
  std::string out;                ///< Where the result document goes; empty: nowhere.
  std::string markdown;           ///< Where the Markdown report goes; empty: nowhere.
  std::string baseline;           ///< The directory of the baseline; empty: none.
  bool update_baseline = false;
  int stability = 0;  ///< How often the review is repeated after a fresh ANALYZE; 0: not at all.
  bool grow = false;
  bool mutate = false;
  int mutate_ms = 5000;  ///< What a statement without its index may take.
  result::ReportFiles reports;
  std::string psql_case;  ///< show: "operation/case"; empty unless `show` was asked for.
  bool list = false;
  bool annotations = false;  ///< Asked for; see annotates().

  /// Each once, in the order of their enumerators.
  [[nodiscard]] std::vector<PlanMode> modes() const;
  /// Every case in every mode is reviewed.
  [[nodiscard]] bool is_whole_review() const { return filter.empty() && mode.empty(); }

  /// Whether annotations are printed: when they are asked for, and in a workflow of GitHub.
  [[nodiscard]] bool annotates() const;
};

void declare_options(CLI::App& app, Options& options);

}  // namespace eventstore::explain
