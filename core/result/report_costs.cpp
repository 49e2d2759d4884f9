#include <algorithm>

#include "core/result/call_costs.hpp"
#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"

namespace eventstore::result {

std::string cost_section(std::span<const BenchmarkResult> benchmarks) {
  const auto has_costs = [](const BenchmarkResult& each) { return each.costs.has_value(); };
  const auto first = std::find_if(benchmarks.begin(), benchmarks.end(), has_costs);
  if (first == benchmarks.end()) return "";
  std::vector<MarkdownTable::Column> columns{{"operation"}, {"case"}};
  for (const auto& [name, text] : cost_texts(*first)) {
    const bool is_words = name == "server seen" || name == "placement";
    columns.push_back({name, is_words ? Align::left : Align::right});
  }
  MarkdownTable table{columns};
  for (const BenchmarkResult& each : benchmarks) {
    if (!each.costs) continue;
    std::vector<std::string> cells{code(each.operation), code(each.case_title())};
    for (const auto& [name, text] : cost_texts(each)) cells.push_back(escaped(text));
    table.add_row(std::move(cells));
  }
  return "### Where a call's time goes\n\nMeans of a call. *plan*: the server finds and makes the "
         "rows; *output*: it detoasts them, turns them into what is sent and fills the socket "
         "(where "
         "there is none, it is part of *plan*); *transfer*: round trip, wake-ups, the wait of a "
         "commit for the disk; *decoding*: the client takes the rows apart.\n\n" +
         table.text();
}

}  // namespace eventstore::result
