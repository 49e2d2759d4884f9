// The console's words for what mutate() found.

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "explain/mutation.hpp"

namespace eventstore::explain {

using result::IndexLoss;
using result::IndexProposal;
using result::MutationResult;
using result::ToothlessLine;

namespace {

template <typename Priced>
std::string cost_text(const Priced& priced) {
  if (!priced.unpriced.empty()) {
    return "what an appended event pays is not known: " + priced.unpriced;
  }
  if (!priced.costs) return "no append of events is known to pay for it";
  return fmt::format("an appended event pays {:.0f} bytes of WAL and {:.1f} buffers",
                     priced.costs->wal_bytes_per_event, priced.costs->buffers_per_event);
}

std::string some_of(const std::vector<std::string>& titles) {
  constexpr std::size_t most = 3;
  const std::vector<std::string> first{
      titles.begin(), titles.begin() + static_cast<std::ptrdiff_t>(std::min(most, titles.size()))};
  std::string text = fmt::format("{}", fmt::join(first, "\n            "));
  if (titles.size() > most) text += fmt::format("\n            and {} more", titles.size() - most);
  return text;
}

}  // namespace

std::string mutation_text(const MutationResult& mutation, bool is_whole) {
  std::string text = "\neach index gone in turn\n";
  for (const IndexLoss& loss : mutation.losses) {
    text += fmt::format("  {}: {}; {}\n", loss.index, bytes_text(static_cast<double>(loss.bytes)),
                        cost_text(loss));
    const bool is_unique = loss.definition.starts_with("CREATE UNIQUE");
    text += loss.noticed_by.empty()
                ? fmt::format("    nobody notices: {}, or a line is missing that needs it\n",
                              is_unique ? "it only keeps values unique" : "dead weight")
                : fmt::format("    noticed {}\n", some_of(loss.noticed_by));
  }
  if (!is_whole) {
    text += "note: only some cases were reviewed; others may notice, and may need the index\n";
  }
  for (const ToothlessLine& line : mutation.toothless) {
    text += fmt::format("toothless: {}: '{}' holds whichever index is gone ({}:{})\n",
                        line.operation, line.expectation, line.file, line.line);
  }
  for (const IndexProposal& proposal : mutation.proposals) {
    text += fmt::format("\nproposed: {}\n  for     {}\n", proposal.statement,
                        some_of(proposal.for_plans));
    text += fmt::format(
        "  gain    {}, buffers {} -> {}, {} -> {}\n",
        proposal.mends.empty()
            ? std::string{"mends nothing"}
            : fmt::format("mends {}",
                          counted(static_cast<std::int64_t>(proposal.mends.size()), "plan")),
        grouped(proposal.buffers_before), grouped(proposal.buffers_after),
        duration_text(proposal.milliseconds_before * 1e6),
        duration_text(proposal.milliseconds_after * 1e6));
    text += fmt::format("  price   {}, built in {}; {}\n",
                        bytes_text(static_cast<double>(proposal.bytes)),
                        elapsed_text(proposal.build_seconds), cost_text(proposal));
  }
  return text;
}

}  // namespace eventstore::explain
