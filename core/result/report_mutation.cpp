#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string number(std::size_t count) {
  return grouped(static_cast<std::int64_t>(count));
}

std::string loss_table(const MutationResult& mutation) {
  MarkdownTable table{{{"index gone"},
                       {"size", Align::right},
                       {"WAL of an appended event", Align::right},
                       {"noticed by", Align::right},
                       {"first"}}};
  for (const IndexLoss& loss : mutation.losses) {
    const bool is_unique = loss.definition.starts_with("CREATE UNIQUE");
    const std::string nobody =
        is_unique ? "nobody: it only keeps values unique" : "**dead weight**";
    table.add_row({code(loss.index), bytes_text(static_cast<double>(loss.bytes)),
                   wal_price_text(loss), number(loss.noticed_by.size()),
                   loss.noticed_by.empty() ? nobody : code(loss.noticed_by.front())});
  }
  return table.text();
}

std::string proposal_table(const MutationResult& mutation) {
  MarkdownTable table{{{"index built"},
                       {"plans mended", Align::right},
                       {"buffers", Align::right},
                       {"time", Align::right},
                       {"size", Align::right},
                       {"WAL of an appended event", Align::right}}};
  for (const IndexProposal& proposal : mutation.proposals) {
    table.add_row({code(proposal.statement), number(proposal.mends.size()),
                   grouped(proposal.buffers_before) + " -> " + grouped(proposal.buffers_after),
                   duration_text(proposal.milliseconds_before * 1e6) + " -> " +
                       duration_text(proposal.milliseconds_after * 1e6),
                   bytes_text(static_cast<double>(proposal.bytes)), wal_price_text(proposal)});
  }
  return table.text();
}

}  // namespace

std::string mutation_section(const MutationResult& mutation) {
  std::string text = "## Negative control\n\n" + loss_table(mutation) + "\n";
  if (!mutation.proposals.empty()) text += proposal_table(mutation) + "\n";
  const std::string unpriced = unpriced_text(mutation);
  if (!unpriced.empty()) text += escaped(unpriced) + "\n\n";
  std::string lines;
  for (const ToothlessLine& line : mutation.toothless) {
    lines += fmt::format("- {}: {} at {}\n", code(line.operation), code(line.expectation),
                         code(fmt::format("{}:{}", line.file, line.line)));
  }
  if (lines.empty()) return text;
  return text +
         collapsed(fmt::format("Lines that hold whichever index is gone: {}",
                               number(mutation.toothless.size())),
                   lines) +
         "\n";
}

}  // namespace eventstore::result
