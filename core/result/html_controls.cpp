// The review's own controls in an HTML report: growth, indexes taken away, repetitions.

#include <fmt/format.h>

#include "core/result/growth.hpp"
#include "core/result/html_sections.hpp"
#include "core/result/html_table.hpp"
#include "core/result/markup.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string paragraph(const std::string& text) {
  return "<p>" + escaped_markup(text) + "</p>\n";
}

std::string number(std::size_t count) {
  return grouped(static_cast<std::int64_t>(count));
}

std::string block(const std::string& caption, const std::string& lines) {
  return fmt::format("<div><p class=\"caption\">{}</p><pre>{}</pre></div>", caption,
                     escaped_markup(lines));
}

/// The first one; a click shows all of them.
std::string titles_of(const std::vector<std::string>& titles) {
  if (titles.size() == 1) return html_code(titles.front());
  std::string items;
  for (const std::string& title : titles) items += "<li>" + html_code(title) + "</li>\n";
  return html_collapsed(escaped_markup(titles.front()), "<ul>\n" + items + "</ul>\n");
}

std::string buffers_text(const std::optional<AppendCost>& costs) {
  return costs ? fmt::format("{:.1f}", costs->buffers_per_event) : "-";
}

std::string losses_of(const MutationResult& mutation) {
  HtmlTable table{"controls",
                  {{"index gone"},
                   {"definition", false, true},
                   {"size", true},
                   {"WAL of an appended event", true},
                   {"buffers of an appended event", true, true},
                   {"noticed by", true},
                   {"which"}}};
  for (const IndexLoss& loss : mutation.losses) {
    const bool is_unique = loss.definition.starts_with("CREATE UNIQUE");
    const std::string nobody = is_unique ? "nobody: it only keeps values unique"
                                         : "<strong class=\"regressed\">dead weight</strong>";
    table.add_row({html_code(loss.index), html_code(loss.definition),
                   bytes_text(static_cast<double>(loss.bytes)), wal_price_text(loss),
                   buffers_text(loss.costs), number(loss.noticed_by.size()),
                   loss.noticed_by.empty() ? nobody : titles_of(loss.noticed_by)});
  }
  return table.text();
}

std::string proposals_of(const MutationResult& mutation) {
  if (mutation.proposals.empty()) return "";
  HtmlTable table{"controls",
                  {{"index built"},
                   {"for", false, true},
                   {"plans mended", true},
                   {"buffers", true},
                   {"time", true, true},
                   {"size", true},
                   {"built in", true, true},
                   {"WAL of an appended event", true},
                   {"buffers of an appended event", true, true}}};
  for (const IndexProposal& proposal : mutation.proposals) {
    table.add_row({html_code(proposal.statement),
                   proposal.for_plans.empty() ? "-" : titles_of(proposal.for_plans),
                   number(proposal.mends.size()),
                   grouped(proposal.buffers_before) + " &rarr; " + grouped(proposal.buffers_after),
                   duration_text(proposal.milliseconds_before * 1e6) + " &rarr; " +
                       duration_text(proposal.milliseconds_after * 1e6),
                   bytes_text(static_cast<double>(proposal.bytes)),
                   elapsed_text(proposal.build_seconds), wal_price_text(proposal),
                   buffers_text(proposal.costs)});
  }
  return table.text();
}

std::string toothless_in(const MutationResult& mutation) {
  if (mutation.toothless.empty()) return "";
  std::string items;
  for (const ToothlessLine& line : mutation.toothless) {
    items += fmt::format("<li>{}: {} at {}</li>\n", html_code(line.operation),
                         html_code(line.expectation),
                         html_code(fmt::format("{}:{}", line.file, line.line)));
  }
  return html_collapsed(
      fmt::format("Lines that hold whichever index is gone: {}", number(mutation.toothless.size())),
      "<ul>\n" + items + "</ul>\n");
}

std::string flips_of(const std::vector<PlanFlip>& flips, int of) {
  std::string out;
  for (const PlanFlip& flip : flips) {
    out += fmt::format(
        "<details class=\"plan{}\"><summary>{} in {}{}</summary>\n<div class=\"sides\">{}{}</div>\n"
        "</details>\n",
        flip.what.empty() ? "" : " news is-changed", html_code(flip.plan),
        repetitions_text(flip, of), flip.what.empty() ? "" : ": " + escaped_markup(flip.what),
        block("first", flip.first), block("then", flip.other));
  }
  return out;
}

}  // namespace

std::string html_mutation(const MutationResult& mutation) {
  const std::string unpriced = unpriced_text(mutation);
  return "<h2>Negative control</h2>\n" + losses_of(mutation) + proposals_of(mutation) +
         (unpriced.empty() ? "" : "<p>" + escaped_markup(unpriced) + "</p>\n") +
         toothless_in(mutation);
}

std::string html_growth(std::span<const PlanResult> plans) {
  const auto grown = grown_plans(plans);
  if (grown.empty()) return "";
  std::string out = "<h2>Growth</h2>\n" + paragraph(growth_sentence(grown) + ".");
  HtmlTable table{"controls", {{"plan"}, {"verdict"}, {"found"}}};
  for (const auto& [plan, finding] : grown) {
    table.add_row({html_code(full_title_of(*plan)),
                   finding->met ? "<span class=\"verdict pass\">pass</span>"
                                : "<span class=\"verdict FAIL\">FAIL</span>",
                   finding->met ? "-" : escaped_markup(finding->found)});
  }
  return out + html_collapsed("Each plan", table.text());
}

std::string html_stability(const StabilityResult& stability) {
  std::string out = "<h2>Stability</h2>\n" + paragraph(stability_sentence(stability) + ".") +
                    flips_of(stability.differences, stability.repetitions);
  if (stability.ties.empty()) return out;
  return out + html_collapsed(fmt::format("Ties, other plans for as little work: {}",
                                          number(stability.ties.size())),
                              flips_of(stability.ties, stability.repetitions));
}

}  // namespace eventstore::result
