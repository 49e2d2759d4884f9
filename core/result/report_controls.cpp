// The review's own controls in a Markdown report: growth and repetitions.

#include <fmt/format.h>

#include "core/result/growth.hpp"
#include "core/result/markdown.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

std::string growth_section(std::span<const PlanResult> plans) {
  const auto grown = grown_plans(plans);
  if (grown.empty()) return {};
  std::string text = fmt::format("## Growth\n\n{}.\n", growth_sentence(grown));
  for (const auto& [plan, finding] : grown) {
    if (!finding->met) text += fmt::format("- {}\n", code(full_title_of(*plan)));
  }
  return text + "\n";
}

std::string stability_section(const StabilityResult& stability) {
  std::string text = fmt::format("## Stability\n\n{}.\n\n", stability_sentence(stability));
  for (const PlanFlip& flip : stability.differences) {
    text += fmt::format("- {} in {}: {}\n\n", code(flip.plan),
                        repetitions_text(flip, stability.repetitions), escaped(flip.what));
    text += collapsed("First", code_block(flip.first)) + "\n";
    text += collapsed("Then", code_block(flip.other)) + "\n";
  }
  if (stability.ties.empty()) return text;
  std::string lines;
  for (const PlanFlip& flip : stability.ties) {
    lines +=
        fmt::format("- {} in {}\n", code(flip.plan), repetitions_text(flip, stability.repetitions));
  }
  return text +
         collapsed(fmt::format("Ties, other plans for as little work: {}",
                               grouped(static_cast<std::int64_t>(stability.ties.size()))),
                   lines) +
         "\n";
}

}  // namespace eventstore::result
