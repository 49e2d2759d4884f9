// The command line of plan-review.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/dataset/seeded_store.hpp"
#include "explain/plan_mode.hpp"

namespace eventstore::explain {

struct Options {
  dataset::StoreOptions where;
  std::string filter;             ///< A regular expression on "operation/case"; empty: all.
  std::vector<std::string> mode;  ///< Empty: all.
  std::string captured;           ///< A log with plans of auto_explain, "-" for stdin; empty: none.
  std::string out;                ///< Where the result document goes; empty: nowhere.
  std::string markdown;           ///< Where the Markdown report goes; empty: nowhere.
  std::string psql_case;          ///< show: "operation/case"; empty unless `show` was asked for.
  bool list = false;

  /// Each once, in the order of their enumerators.
  [[nodiscard]] std::vector<PlanMode> modes() const;
};

void declare_options(CLI::App& app, Options& options);

}  // namespace eventstore::explain
