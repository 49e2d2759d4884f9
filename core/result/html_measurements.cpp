#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/result/call_costs.hpp"
#include "core/result/html_sections.hpp"
#include "core/result/html_table.hpp"
#include "core/result/markup.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string badge(Verdict verdict) {
  std::string name{text_of(verdict)};
  std::replace(name.begin(), name.end(), ' ', '-');
  return fmt::format("<span class=\"verdict {}\">{}</span>", name, text_of(verdict));
}

std::string item(const BenchmarkResult& benchmark, const std::string& text) {
  return fmt::format("<li>{}: {}</li>\n",
                     html_code(benchmark.operation + "/" + benchmark.case_title()),
                     escaped_markup(text));
}

/// What must be known to read the figures: rates that were not steady, calls that ended otherwise.
std::string remarks_of(std::span<const BenchmarkResult> benchmarks) {
  std::string out;
  for (const BenchmarkResult& each : benchmarks) {
    if (each.steady == false) {
      out += item(each, unsteady_text(each));
    }
    if (const std::string fetched = fetched_text(each); !fetched.empty()) {
      out += item(each, fetched);
    }
    if (!each.reason.empty()) out += item(each, each.reason);
    for (const auto& [name, count] : each.outcomes) {
      if (name == "ok" || count == 0) continue;
      out += item(each, fmt::format("calls that ended otherwise than ok: {} {}",
                                    grouped(static_cast<std::int64_t>(count)), name));
    }
  }
  return out.empty() ? "" : "<ul>\n" + out + "</ul>\n";
}

std::string costs_of(std::span<const BenchmarkResult> benchmarks) {
  std::string out;
  for (const CostTable& costs : cost_tables(benchmarks)) {
    std::vector<HtmlTable::Column> columns{{"operation"}, {"case"}};
    for (const auto& [name, is_words] : costs.columns) columns.push_back({name, !is_words});
    HtmlTable table{"costs", columns};
    for (const CostTable::Row& row : costs.rows) {
      std::vector<std::string> cells{html_code(row.operation), html_code(row.case_title)};
      for (const std::string& each : row.texts) cells.push_back(escaped_markup(each));
      table.add_row(cells);
    }
    out += fmt::format("<h2>{}</h2>\n<p>{}</p>\n{}", costs.title, escaped_markup(costs.meaning),
                       table.text());
  }
  return out;
}

}  // namespace

std::string html_code(std::string_view text) {
  return text.empty() ? "-" : "<code>" + escaped_markup(text) + "</code>";
}

std::string html_collapsed(std::string_view summary, std::string_view content) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped_markup(summary),
                     content);
}

std::string html_seeding(const ResultDocument& document) {
  const SeedResult& seed = *document.seed;
  HtmlTable table{"", {{"phase"}, {"seconds", true}}};
  for (const SeedPhase& phase : seed.phases) {
    table.add_row({escaped_markup(phase.name), fmt::format("{:.2f}", phase.seconds)});
  }
  return fmt::format("<h2>Seeding</h2>\n{}<p>{} events/s and {} MB/s of COPY data on {}.</p>\n",
                     table.text(), quantity_text(seed.events_per_second),
                     quantity_text(seed.megabytes_per_second),
                     counted(seed.connections, "connection"));
}

std::string html_latencies(std::span<const BenchmarkResult> benchmarks) {
  HtmlTable table{"plans",
                  {{"operation"},
                   {"case"},
                   {"p50", true, true},
                   {"p95", true},
                   {"p99", true, true},
                   {"max", true, true},
                   {"samples", true, true},
                   {"target"},
                   {"verdict"}}};
  for (const BenchmarkResult& each : benchmarks) {
    const auto time = [&each](std::uint64_t ns) {
      return each.samples == 0 ? "-" : duration_text(static_cast<double>(ns));
    };
    table.add_row({html_code(each.operation), html_code(each.case_title()), time(each.p50_ns),
                   time(each.p95_ns), time(each.p99_ns), time(each.max_ns),
                   grouped(static_cast<std::int64_t>(each.samples)), html_code(each.target),
                   badge(each.verdict)});
  }
  const auto placements = placements_of(benchmarks);
  const std::string warning =
      placements.size() < 2
          ? ""
          : fmt::format(
                "<p><strong>Not to be compared with each other:</strong> these figures are "
                "of different placements of client and server (--pin {}).</p>\n",
                escaped_markup(fmt::format("{}", fmt::join(placements, ", "))));
  return "<h2>Latencies</h2>\n" + warning + table.text() + remarks_of(benchmarks) +
         costs_of(benchmarks);
}

std::string html_environment(const Subject& subject) {
  HtmlTable table{"facts", {{"what"}, {"value"}}};
  for (const auto& [what, value] : environment_rows(subject.document, subject.batch_sizes)) {
    table.add_row({escaped_markup(what), escaped_markup(value)});
  }
  std::string out = "<h2>What was measured</h2>\n" + table.text();
  if (const std::string definitions = index_definitions(subject.document); !definitions.empty()) {
    out += html_collapsed("Index definitions", "<pre>" + escaped_markup(definitions) + "</pre>\n");
  }
  if (const auto settings = server_settings(subject.document); !settings.empty()) {
    HtmlTable of_settings{"facts", {{"setting"}, {"value"}}};
    for (const auto& [name, value] : settings) {
      of_settings.add_row({html_code(name), escaped_markup(value)});
    }
    out += html_collapsed("Server settings that are not the default", of_settings.text());
  }
  return out;
}

std::string html_runs(std::span<const ResultDocument> documents) {
  HtmlTable table{"facts", {{"tool"}, {"arguments"}, {"started (UTC)"}, {"exit code", true}}};
  for (const ResultDocument& document : documents) {
    table.add_row({html_code(document.tool),
                   html_code(fmt::format("{}", fmt::join(document.arguments, " "))),
                   escaped_markup(document.started_at),
                   std::to_string(static_cast<int>(document.exit_code))});
  }
  return "<h2>Runs</h2>\n" + table.text();
}

}  // namespace eventstore::result
