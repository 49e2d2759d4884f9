// What is said of a call's costs, wherever it is shown: on a terminal, in Markdown, in HTML.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// A table of plain text; operation and case stand before its columns.
struct CostTable {
  struct Column {
    std::string name;
    bool is_words = false;  ///< Else a figure.
  };
  struct Row {
    std::string operation;
    std::string case_title;
    std::vector<std::string> texts;  ///< Of each column; "-" for what is not known.
  };
  std::string title;    ///< "Where a call's time goes".
  std::string meaning;  ///< What its columns are, in sentences.
  std::vector<Column> columns;
  std::vector<Row> rows;  ///< A row for each result that has costs.
};

/// Time, work, memory and disk: always the same tables with the same columns, none of them when no
/// result has costs.
[[nodiscard]] std::vector<CostTable> cost_tables(std::span<const BenchmarkResult> benchmarks);

}  // namespace eventstore::result
