// The command line of plan-review.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/dataset/seeded_store.hpp"
#include "core/result/markdown_report.hpp"
#include "explain/plan_mode.hpp"

namespace eventstore::explain {

struct Options {
  dataset::StoreOptions where;
  std::string filter;  ///< A regular expression on "operation/case"; empty: all.
  std::string mode = "both";
  std::string out;       ///< Where the result document goes; empty: nowhere.
  std::string markdown;  ///< Where the Markdown report goes; empty: nowhere.
  std::size_t markdown_limit = result::default_markdown_limit;  ///< Bytes.
  std::string psql_case;  ///< show: "operation/case"; empty unless `show` was asked for.
  bool list = false;

  [[nodiscard]] std::vector<PlanMode> modes() const;
};

void declare_options(CLI::App& app, Options& options);

}  // namespace eventstore::explain
