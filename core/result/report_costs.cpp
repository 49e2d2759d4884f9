#include <fmt/format.h>

#include "core/result/call_costs.hpp"
#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"

namespace eventstore::result {

std::string cost_section(std::span<const BenchmarkResult> benchmarks) {
  std::string text;
  for (const CostTable& costs : cost_tables(benchmarks)) {
    std::vector<MarkdownTable::Column> columns{{"operation"}, {"case"}};
    for (const auto& [name, is_words] : costs.columns) {
      columns.push_back({name, is_words ? Align::left : Align::right});
    }
    MarkdownTable table{columns};
    for (const CostTable::Row& row : costs.rows) {
      std::vector<std::string> cells{code(row.operation), code(row.case_title)};
      for (const std::string& each : row.texts) cells.push_back(escaped(each));
      table.add_row(std::move(cells));
    }
    text += fmt::format("{}### {}\n\n{}\n\n{}", text.empty() ? "" : "\n", costs.title,
                        escaped(costs.meaning), table.text());
  }
  return text;
}

}  // namespace eventstore::result
