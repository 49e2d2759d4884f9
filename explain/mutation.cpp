#include "explain/mutation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/parse_operation.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/pg/value.hpp"
#include "core/pg/wire.hpp"
#include "core/result/plan_standing.hpp"
#include "core/tool/errors.hpp"
#include "explain/laboratory.hpp"
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

/// The tables in a role, then the others that plans read or write.
std::vector<std::string> tables_of(const catalogue::StoreProfile& store, const Plans& plans,
                                   const pg::PartitionParents& partition_parents) {
  std::vector<std::string> tables{store.events.table};
  const auto add = [&tables](const std::string& table) {
    const bool is_known = std::find(tables.begin(), tables.end(), table) != tables.end();
    if (!table.empty() && !is_known) tables.push_back(table);
  };
  for (const auto* role : {&store.snapshots, &store.tenants}) {
    if (*role) add((*role)->table);
  }
  for (const PlanResult& result : plans) {
    if (result.plan.is_null()) continue;
    Plan plan = parse_plan(result.plan);
    name_by_whole(plan, partition_parents);
    for_each_node(plan.root, [&add](const PlanNode& node) { add(node.relation); });
  }
  return tables;
}

std::vector<Index> indexes_of(const pg::Database& database,
                              const std::vector<std::string>& tables) {
  pg::Session session{database};
  std::vector<Index> indexes;
  for (const std::string& table : tables) {
    const pg::Rows rows = session.run(catalogue::harness_sql("plan_indexes"), {{table}});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows.boolean(i, "may_drop")) {
        throw Failure(
            fmt::format("--mutate drops the indexes of {} in a copy, which only its owner {} may, "
                        "not role {}: run it as {}, or leave --mutate out",
                        table, rows.text(i, "owner"), rows.text(i, "role"), rows.text(i, "owner")));
      }
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

/// How far apart, in bytes for each event, the images of whole pages may be in two appends that are
/// compared.  Those of the table are as long as they are taken to be, but for some hundred bytes;
/// of an index, whose pages are two thirds full, a third was taken out too much, and of a page that
/// is nearly empty most of it.  One image more among 100 events is 82 bytes for each: too many.
constexpr double most_image_bytes_apart = 40.0;

/// Fills in what an event pays more in `with` than in `without`, or why that is not known.
template <typename Priced>
void price(Priced& priced, const MeasuredAppend& with, const MeasuredAppend& without) {
  constexpr std::string_view way_out = "run it again, or where fewer checkpoints are made";
  if (with.is_disturbed || without.is_disturbed) {
    priced.unpriced = fmt::format(
        "a checkpoint, after which images of whole pages are logged, fell into each of "
        "{} appends: {}",
        most_append_executions, way_out);
  } else if (with.work && without.work) {
    const double apart = std::abs(with.work->image_bytes - without.work->image_bytes);
    if (apart > most_image_bytes_apart) {
      priced.unpriced = fmt::format(
          "of the appends that were compared one logged {:.0f} bytes more in images of whole pages "
          "for each event: {}",
          apart, way_out);
      return;
    }
    priced.costs = AppendCost{.wal_bytes_per_event = with.work->wal_bytes - without.work->wal_bytes,
                              .buffers_per_event = with.work->buffers - without.work->buffers};
  }
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
      found.push_back(fmt::format("{}: {}", result::full_title_of(after[i]), finding.expectation));
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
    catalogue::PlanExpectation line = catalogue::parse_plan_expectation(
        finding.expectation.substr(is_default ? by_default.size() : 0));
    line.is_of_plan = is_default;
    return line;
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

/// Whether an index has these columns first already: then the planner preferred another one.
bool is_there(const ProposedIndex& proposal, const std::vector<IndexLoss>& indexes) {
  const std::string statement = proposal.statement();
  const std::string columns = statement.substr(statement.rfind(" ("));
  const std::string first = columns.substr(0, columns.size() - 1);
  return std::any_of(indexes.begin(), indexes.end(), [&](const IndexLoss& index) {
    if (index.table != proposal.table) return false;
    const std::size_t begin = index.definition.find(" (");
    return index.definition.compare(begin, columns.size(), columns) == 0 ||
           index.definition.compare(begin, first.size() + 1, first + ",") == 0;
  });
}

/// Statements that may help what fails with all indexes there, each with the plans it is for.
std::map<std::string, std::vector<std::size_t>> proposals_for(
    const Plans& plans, const Laboratory& laboratory, const std::vector<IndexLoss>& losses) {
  std::map<std::string, std::vector<std::size_t>> proposals;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i].verdict != Verdict::fail || plans[i].plan.is_null()) continue;
    Plan plan = parse_plan(plans[i].plan);
    name_by_whole(plan, laboratory.measure().partition_parents);
    for (const Finding& finding : plans[i].findings) {
      if (finding.met) continue;
      const auto line = line_of(finding);
      const auto proposal = line ? propose_index(*line, plan, laboratory.profile()) : std::nullopt;
      if (!proposal || is_there(*proposal, losses)) continue;
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

/// A price needs both sides.
Appends appends_after(const Observed& whole) {
  return whole.append.is_disturbed ? Appends::left_out : Appends::measured;
}

/// Nothing where the server refuses to build it: an expression with a function that may return
/// another value tomorrow, or one of a foreign table.
std::optional<IndexProposal> tried(const std::string& statement,
                                   const std::vector<std::size_t>& for_plans,
                                   const Observed& before, Laboratory& laboratory) {
  IndexProposal proposal;
  proposal.statement = statement;
  const std::string& table = laboratory.profile().events.table;
  bool is_refused = false;
  const Observed after = laboratory.observe(
      [&](pg::Wire& wire) {
        const std::int64_t bytes = bytes_of_indexes(wire, table);
        const auto start = measure::Clock::now();
        wire.command("SAVEPOINT proposed");
        if (!wire.run(statement).ok()) {
          wire.command("ROLLBACK TO SAVEPOINT proposed");
          is_refused = true;
          return;
        }
        proposal.build_seconds = measure::seconds_between(start, measure::Clock::now());
        proposal.bytes = bytes_of_indexes(wire, table) - bytes;
      },
      0, appends_after(before));
  if (is_refused) return std::nullopt;
  for (const std::size_t i : for_plans) {
    const PlanResult& then = before.plans[i];
    const PlanResult& now = after.plans.at(i);
    proposal.for_plans.push_back(result::full_title_of(then));
    proposal.buffers_before += then.buffers;
    proposal.buffers_after += now.buffers;
    proposal.milliseconds_before += then.milliseconds;
    proposal.milliseconds_after += now.milliseconds;
  }
  for (std::size_t i = 0; i < after.plans.size(); ++i) {
    if (before.plans[i].verdict == Verdict::fail && after.plans[i].verdict == Verdict::pass) {
      proposal.mends.push_back(result::full_title_of(after.plans[i]));
    }
  }
  price(proposal, after.append, before.append);
  return proposal;
}

}  // namespace

void require_rights_to_mutate(const dataset::SeededStore& store) {
  pg::require_right_to_copy(store.database, "leave --mutate out");
  static_cast<void>(indexes_of(store.database, tables_of(store.catalogue.store, {}, {})));
}

MutationResult mutate(const dataset::SeededStore& store, const std::vector<Selected>& cases,
                      const std::vector<PlanMode>& modes, int most_ms) {
  Laboratory laboratory{store, cases, modes};
  MutationResult mutation;
  const auto whole = laboratory.observe([](pg::Wire&) {}, 0);
  std::set<std::string> with_teeth;
  const auto tables =
      tables_of(laboratory.profile(), whole.plans, laboratory.measure().partition_parents);
  for (Index& index : indexes_of(laboratory.database(), tables)) {
    if (laboratory.measure().tiny_tables.contains(index.facts.table)) continue;
    const auto without = laboratory.observe([&](pg::Wire& wire) { wire.command(index.drop); },
                                            most_ms, appends_after(whole));
    index.facts.noticed_by = noticed(whole.plans, without.plans, with_teeth);
    if (index.facts.table == laboratory.profile().events.table) {
      price(index.facts, whole.append, without.append);
      if (!index.facts.unpriced.empty()) {
        // The whole was measured in a copy that was new, where more pages had not been changed yet.
        index.facts.unpriced.clear();
        price(index.facts, laboratory.append_as_it_is(), without.append);
      }
    }
    mutation.losses.push_back(std::move(index.facts));
  }
  mutation.toothless = toothless_lines(whole.plans, with_teeth);
  for (const auto& [statement, for_plans] :
       proposals_for(whole.plans, laboratory, mutation.losses)) {
    auto proposal = tried(statement, for_plans, whole, laboratory);
    if (proposal) mutation.proposals.push_back(std::move(*proposal));
  }
  return mutation;
}

}  // namespace eventstore::explain
