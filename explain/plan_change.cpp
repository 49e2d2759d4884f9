#include "explain/plan_change.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "core/tool/text_lines.hpp"
#include "explain/signature.hpp"

namespace eventstore::explain {

using result::PlanChange;
using result::Verdict;
using result::WorseQuantity;
using Kind = result::PlanChange::Kind;

namespace {

/// What was noticed, one way or the other.
struct Differences {
  std::vector<std::string> worse, better, neither;
  std::vector<WorseQuantity> quantities;  ///< Of what is worse.
};

/// What is still the same as `before`.
double allowed(std::int64_t before, double factor, std::int64_t more) {
  return factor * static_cast<double>(before) + static_cast<double>(more);
}

/// How many buffers `to` may touch and still do the work of `from`.
double allowed_buffers(const PlanRecord& from, const PlanRecord& to) {
  if (!from.buffers_spread || !to.buffers_spread) {
    return allowed(from.buffers, same_work_factor, same_work_buffers);
  }
  const bool logs_more = from.wal_bytes && to.wal_bytes &&
                         static_cast<double>(*to.wal_bytes) >
                             unlogged_wal_factor * static_cast<double>(*from.wal_bytes);
  return allowed(from.buffers, same_write_factor,
                 (logs_more ? 0 : same_write_buffers) + *from.buffers_spread + *to.buffers_spread);
}

/// The same of WAL; both know theirs.
double allowed_wal(const PlanRecord& from, const PlanRecord& to) {
  return allowed(*from.wal_bytes, same_wal_factor,
                 same_wal_bytes + from.wal_spread + to.wal_spread);
}

/// Of two ways to read a table, what the second lacks; empty where it lacks nothing.
std::string loss(const std::string& table, const TableAccess& had, const TableAccess& has) {
  if (has.from_end_to_end && !had.from_end_to_end) {
    return fmt::format("{} is read from end to end", table);
  }
  std::vector<std::string> lost;
  std::set_difference(had.found_by.begin(), had.found_by.end(), has.found_by.begin(),
                      has.found_by.end(), std::back_inserter(lost));
  if (lost.empty()) return {};
  return fmt::format("{} is no longer found by {}", table, enumerated(lost));
}

void compare_accesses(const PlanRecord& before, const PlanRecord& after, Differences& found) {
  const auto had = accesses_in(before.signature);
  const auto has = accesses_in(after.signature);
  for (const auto& [table, access] : had) {
    const auto now = has.find(table);
    if (now == has.end()) {
      found.neither.push_back(fmt::format("{} is not read any more", table));
      continue;
    }
    if (std::string text = loss(table, access, now->second); !text.empty()) {
      found.worse.push_back(std::move(text));
    } else if (!loss(table, now->second, access).empty()) {
      found.better.push_back(fmt::format("{} is found by more columns", table));
    }
  }
  for (const auto& [table, access] : has) {
    if (!had.contains(table)) found.neither.push_back(fmt::format("{} is read as well", table));
  }
}

void compare_verdicts(Verdict before, Verdict after, Differences& found) {
  if (before != Verdict::fail && after == Verdict::fail) {
    found.worse.emplace_back("an expectation is not met any more");
  }
  if (before == Verdict::fail && after != Verdict::fail) {
    found.better.emplace_back("its expectations are met now");
  }
}

void compare_amounts(const char* quantity, const std::string& text, std::int64_t before,
                     std::int64_t after, double allowed_after, double allowed_before,
                     Differences& found) {
  if (static_cast<double>(after) > allowed_after) {
    found.worse.push_back(text);
    found.quantities.push_back({.quantity = quantity,
                                .before = std::to_string(before),
                                .after = std::to_string(after),
                                .limit = {},
                                .reason = {},
                                .at = {}});
  } else if (static_cast<double>(before) > allowed_before) {
    found.better.push_back(text);
  }
}

void compare_work(const PlanRecord& before, const PlanRecord& after, Differences& found) {
  compare_amounts("buffers",
                  fmt::format("buffers {} -> {}", grouped(before.buffers), grouped(after.buffers)),
                  before.buffers, after.buffers, allowed_buffers(before, after),
                  allowed_buffers(after, before), found);
  if (!before.wal_bytes || !after.wal_bytes) return;
  compare_amounts(
      "wal_bytes",
      fmt::format("bytes of WAL {} -> {}", grouped(*before.wal_bytes), grouped(*after.wal_bytes)),
      *before.wal_bytes, *after.wal_bytes, allowed_wal(before, after), allowed_wal(after, before),
      found);
}

}  // namespace

PlanRecord record_of(const result::PlanResult& plan) {
  PlanRecord record{.case_name = plan.case_name,
                    .step = plan.step,
                    .mode = plan.mode,
                    .verdict = plan.verdict,
                    .analyzed = plan.analyzed,
                    .rows = plan.analyzed ? plan.rows : 0,
                    .buffers = plan.analyzed ? plan.buffers : 0,
                    .signature = plan.signature};
  if (plan.repeated && plan.analyzed) {
    record.buffers_spread = plan.repeated->buffers_spread;
    record.wal_bytes = plan.repeated->wal_bytes;
    record.wal_spread = plan.repeated->wal_spread;
  }
  return record;
}

std::string plan_hash(const std::string& signature) {
  // FNV-1a: the same on every machine, and a plan is no secret.
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : signature) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return fmt::format("{:016x}", hash);
}

std::optional<PlanChange> change_between(const PlanRecord& before, const PlanRecord& after,
                                         Comparable comparable) {
  Differences found;
  compare_verdicts(before.verdict, after.verdict, found);
  const bool is_other = before.signature != after.signature;
  const bool knows_work = comparable == Comparable::work && before.analyzed && after.analyzed;
  if (knows_work && before.rows != after.rows) {
    found.neither.push_back(
        fmt::format("rows {} -> {}", grouped(before.rows), grouped(after.rows)));
  } else if (knows_work) {
    compare_work(before, after, found);
  }
  const bool is_judged_by_work = knows_work && before.rows == after.rows;
  if (is_other && !is_judged_by_work) {
    const std::size_t worse = found.worse.size();
    compare_accesses(before, after, found);
    if (found.worse.size() > worse) {
      found.quantities.push_back({.quantity = "plan",
                                  .before = plan_hash(before.signature),
                                  .after = plan_hash(after.signature),
                                  .limit = {},
                                  .reason = {},
                                  .at = {}});
    }
  } else if (is_other && std::max(before.buffers, after.buffers) >= tie_buffers) {
    // The work says whether it is better or worse; how the tables are read says why.
    Differences shapes;
    compare_accesses(before, after, shapes);
    for (const auto* texts : {&shapes.worse, &shapes.better, &shapes.neither}) {
      found.neither.insert(found.neither.end(), texts->begin(), texts->end());
    }
  }
  const auto change = [&](Kind kind, std::vector<std::string> what) {
    what.insert(what.end(), found.neither.begin(), found.neither.end());
    return PlanChange{
        .kind = kind,
        .what = fmt::format("{}", fmt::join(what, "; ")),
        .before = before.signature,
        .worse = kind == Kind::regressed ? found.quantities : std::vector<WorseQuantity>{}};
  };
  if (!found.worse.empty()) return change(Kind::regressed, found.worse);
  if (!found.better.empty()) return change(Kind::improved, found.better);
  if (!found.neither.empty()) return change(Kind::changed, {});
  return std::nullopt;
}

}  // namespace eventstore::explain
