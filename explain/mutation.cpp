#include "explain/mutation.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/parse_operation.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/pg/value.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "explain/partitions.hpp"
#include "explain/proposed_index.hpp"
#include "explain/reviewer.hpp"

namespace eventstore::explain {

using result::AppendCost;
using result::Finding;
using result::IndexLoss;
using result::IndexProposal;
using result::MutationResult;
using result::PlanResult;
using result::ToothlessLine;
using result::Verdict;

namespace {

using Plans = std::vector<PlanResult>;

struct Index {
  IndexLoss facts;
  std::string drop;  ///< The statement.
};

std::string title_of(const PlanResult& plan) {
  return fmt::format("{}/{}{}, {} plan", plan.operation, plan.case_name,
                     plan.step.empty() ? "" : " [" + plan.step + "]", plan.mode);
}

std::vector<Index> indexes_of(const pg::Database& database, const catalogue::StoreProfile& store) {
  std::vector<std::string> tables{store.events.table};
  for (const auto* role : {&store.snapshots, &store.tenants}) {
    if (*role) tables.push_back((*role)->table);
  }
  pg::Session session{database};
  std::vector<Index> indexes;
  for (const std::string& table : tables) {
    const pg::Rows rows = session.run(catalogue::harness_sql("plan_indexes"), {{table}});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string& constraint = rows.text(i, "constraint_sql");
      IndexLoss facts;
      facts.index = rows.text(i, "index_name");
      facts.table = rows.text(i, "table_name");
      facts.definition = rows.text(i, "definition");
      facts.bytes = rows.integer(i, "bytes");
      indexes.push_back({.facts = std::move(facts),
                         .drop = constraint.empty()
                                     ? "DROP INDEX " + rows.text(i, "index_sql")
                                     : fmt::format("ALTER TABLE {} DROP CONSTRAINT {} CASCADE",
                                                   rows.text(i, "table_sql"), constraint)});
    }
  }
  return indexes;
}

/// Kinds of lines that the loss of an index can make fail: not what a statement writes or how well
/// its rows are estimated.
bool is_about_indexes(const std::string& expectation) {
  for (const char* other : {"wal_bytes", "estimate", "never trigger", "never spill", "default: "}) {
    if (expectation.starts_with(other)) return false;
  }
  return true;
}

std::string line_key(const PlanResult& plan, const Finding& finding) {
  return fmt::format("{}/{}/{}", plan.operation, plan.step, finding.expectation);
}

/// Where experiments are made.  All reviews have their plans in the same order.
class Clone {
 public:
  Clone(const dataset::SeededStore& store, const std::vector<Selected>& cases,
        const std::vector<PlanMode>& modes, int most_ms)
      : clone_(store.database, "mutate"),
        store_(store),
        reviewer_(store, cases, modes),
        explainer_(clone_.database()),
        most_ms_(most_ms) {}

  /// A review after `statements`, which are undone.
  template <typename Also>
  Plans review_with(const std::vector<std::string>& statements, Also also) {
    stop_if_interrupted();
    explainer_.begin_experiment(statements, most_ms_);
    also(explainer_.wire());
    Plans plans =
        reviewer_.review([this](const catalogue::Operation&) -> Explainer& { return explainer_; },
                         Refusal::fails_the_plan);
    explainer_.end_experiment();
    return plans;
  }

  Plans review_with(const std::vector<std::string>& statements) {
    return review_with(statements, [](pg::Wire&) {});
  }

  [[nodiscard]] const pg::Database& database() const { return clone_.database(); }
  [[nodiscard]] const catalogue::StoreProfile& profile() const { return store_.catalogue.store; }
  [[nodiscard]] const Measure& measure() const { return reviewer_.measure(); }

 private:
  pg::DisposableClone clone_;
  const dataset::SeededStore& store_;
  Reviewer reviewer_;
  Explainer explainer_;
  int most_ms_;
};

/// The executed plan that writes the most events: what an append pays is told by it.
std::optional<std::size_t> largest_append(const Plans& plans, const std::vector<Selected>& cases) {
  std::set<std::string> appends;
  for (const Selected& each : cases) {
    const auto& steps = each.operation->steps;
    const bool takes_events = std::any_of(
        each.operation->parameters.begin(), each.operation->parameters.end(),
        [](const catalogue::Parameter& parameter) { return parameter.source.family == "events"; });
    if (takes_events &&
        std::any_of(steps.begin(), steps.end(), [](const auto& step) { return step.writes; })) {
      appends.insert(each.operation->title());
    }
  }
  std::optional<std::size_t> largest;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const PlanResult& plan = plans[i];
    if (!appends.contains(plan.operation) || !plan.analyzed || plan.wal_bytes == 0) continue;
    if (!largest || plan.rows > plans[*largest].rows) largest = i;
  }
  return largest;
}

/// What an event pays more in `with` than in `without`.
std::optional<AppendCost> cost_between(const Plans& with, const Plans& without,
                                       std::optional<std::size_t> append) {
  if (!append) return std::nullopt;
  const PlanResult& more = with.at(*append);
  const PlanResult& less = without.at(*append);
  if (!more.analyzed || !less.analyzed || more.rows == 0 || more.rows != less.rows) {
    return std::nullopt;
  }
  const auto rows = static_cast<double>(more.rows);
  return AppendCost{
      .wal_bytes_per_event = static_cast<double>(more.wal_bytes - less.wal_bytes) / rows,
      .buffers_per_event = static_cast<double>(more.buffers - less.buffers) / rows};
}

bool met_before(const PlanResult& before, const Finding& finding) {
  return std::none_of(before.findings.begin(), before.findings.end(), [&](const Finding& known) {
    return !known.met && known.expectation == finding.expectation;
  });
}

/// Who noticed a loss: what failed and did not before.
std::vector<std::string> noticed(const Plans& before, const Plans& after,
                                 std::set<std::string>& with_teeth) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < after.size(); ++i) {
    for (const Finding& finding : after[i].findings) {
      if (finding.met || !met_before(before.at(i), finding)) continue;
      found.push_back(fmt::format("{}: {}", title_of(after[i]), finding.expectation));
      with_teeth.insert(line_key(after[i], finding));
      // A statement that no longer runs, or not in time, meets none of its lines.
      if (finding.expectation == statement_runs) {
        for (const Finding& line : before[i].findings) with_teeth.insert(line_key(before[i], line));
      }
    }
  }
  return found;
}

std::vector<ToothlessLine> toothless_lines(const Plans& plans,
                                           const std::set<std::string>& with_teeth) {
  std::vector<ToothlessLine> lines;
  std::set<std::string> told;
  for (const PlanResult& plan : plans) {
    for (const Finding& finding : plan.findings) {
      const std::string key = line_key(plan, finding);
      const bool is_candidate = finding.met && is_about_indexes(finding.expectation);
      if (!is_candidate || with_teeth.contains(key) || !told.insert(key).second) continue;
      lines.push_back({.operation = plan.step.empty() ? plan.operation
                                                      : plan.operation + " [" + plan.step + "]",
                       .expectation = finding.expectation,
                       .file = finding.file,
                       .line = finding.line});
    }
  }
  // A line that failed from the start, in whatever case, has teeth.
  std::erase_if(lines, [&](const ToothlessLine& line) {
    return std::any_of(plans.begin(), plans.end(), [&](const PlanResult& plan) {
      return std::any_of(plan.findings.begin(), plan.findings.end(), [&](const Finding& finding) {
        return !finding.met && finding.file == line.file && finding.line == line.line &&
               finding.expectation == line.expectation;
      });
    });
  });
  return lines;
}

/// The line that a finding is about; nothing for what stands in no `@plan` line.
std::optional<catalogue::PlanExpectation> line_of(const Finding& finding) {
  constexpr std::string_view by_default = "default: ";
  const bool is_default = finding.expectation.starts_with(by_default);
  try {
    return catalogue::parse_plan_expectation(
        finding.expectation.substr(is_default ? by_default.size() : 0));
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

/// Statements that may help what fails with all indexes there, each with the plans it is for.
std::map<std::string, std::vector<std::size_t>> proposals_for(const Plans& plans,
                                                              const Clone& clone) {
  std::map<std::string, std::vector<std::size_t>> proposals;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i].verdict != Verdict::fail || plans[i].plan.is_null()) continue;
    Plan plan = parse_plan(plans[i].plan);
    name_by_whole(plan, clone.measure().partition_parents);
    for (const Finding& finding : plans[i].findings) {
      if (finding.met) continue;
      const auto line = line_of(finding);
      const auto proposal = line ? propose_index(*line, plan, clone.profile()) : std::nullopt;
      if (!proposal) continue;
      auto& for_plans = proposals[proposal->statement()];
      if (for_plans.empty() || for_plans.back() != i) for_plans.push_back(i);
    }
  }
  return proposals;
}

/// The bytes of the relations of the clone as the experiment sees them.
std::int64_t bytes_of_indexes(pg::Wire& wire, const std::string& table) {
  const pg::Reply reply =
      wire.run(catalogue::with_values(catalogue::harness_sql("plan_index_bytes"),
                                      {pg::literal(table, catalogue::ParameterType::text)}));
  const auto bytes = reply.row_count() == 0 ? std::nullopt : reply.field(0, 0);
  return bytes ? std::stoll(std::string{*bytes}) : 0;
}

IndexProposal tried(const std::string& statement, const std::vector<std::size_t>& for_plans,
                    const Plans& before, std::optional<std::size_t> append, Clone& clone) {
  IndexProposal proposal;
  proposal.statement = statement;
  const std::string& table = clone.profile().events.table;
  const auto build = [&](pg::Wire& wire) {
    const std::int64_t bytes = bytes_of_indexes(wire, table);
    const auto start = measure::Clock::now();
    wire.command(statement);
    proposal.build_seconds = measure::seconds_between(start, measure::Clock::now());
    proposal.bytes = bytes_of_indexes(wire, table) - bytes;
  };
  const Plans after = clone.review_with({}, build);
  for (const std::size_t i : for_plans) {
    proposal.for_plans.push_back(title_of(before[i]));
    proposal.buffers_before += before[i].buffers;
    proposal.buffers_after += after.at(i).buffers;
    proposal.milliseconds_before += before[i].milliseconds;
    proposal.milliseconds_after += after[i].milliseconds;
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i].verdict == Verdict::fail && after[i].verdict == Verdict::pass) {
      proposal.mends.push_back(title_of(after[i]));
    }
  }
  proposal.costs = cost_between(after, before, append);
  return proposal;
}

std::string cost_text(const std::optional<AppendCost>& costs) {
  if (!costs) return "what an append pays for it is not known";
  return fmt::format("{:.0f} bytes of WAL and {:.1f} buffers of each appended event",
                     costs->wal_bytes_per_event, costs->buffers_per_event);
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

MutationResult mutate(const dataset::SeededStore& store, const std::vector<Selected>& cases,
                      const std::vector<PlanMode>& modes, int most_ms) {
  Clone clone{store, cases, modes, most_ms};
  MutationResult mutation;
  const Plans whole = clone.review_with({});
  const auto append = largest_append(whole, cases);
  std::set<std::string> with_teeth;
  for (Index& index : indexes_of(clone.database(), clone.profile())) {
    const Plans without = clone.review_with({index.drop});
    index.facts.noticed_by = noticed(whole, without, with_teeth);
    index.facts.costs = cost_between(whole, without, append);
    mutation.losses.push_back(std::move(index.facts));
  }
  mutation.toothless = toothless_lines(whole, with_teeth);
  for (const auto& [statement, for_plans] : proposals_for(whole, clone)) {
    mutation.proposals.push_back(tried(statement, for_plans, whole, append, clone));
  }
  return mutation;
}

std::string mutation_text(const MutationResult& mutation) {
  std::string text = "\neach index gone in turn\n";
  for (const IndexLoss& loss : mutation.losses) {
    text += fmt::format("  {} ({}, {})\n", loss.index, bytes_text(static_cast<double>(loss.bytes)),
                        cost_text(loss.costs));
    text += loss.noticed_by.empty()
                ? "    nobody notices: dead weight, or a line is missing that needs it\n"
                : fmt::format("    noticed {}\n", some_of(loss.noticed_by));
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
                        elapsed_text(proposal.build_seconds), cost_text(proposal.costs));
  }
  return text;
}

}  // namespace eventstore::explain
