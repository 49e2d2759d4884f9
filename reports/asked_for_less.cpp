#include "reports/asked_for_less.hpp"

#include <algorithm>
#include <cstdint>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/result/markdown.hpp"

namespace eventstore::reports {

namespace {

using catalogue::Case;
using catalogue::Operation;
using catalogue::PlanExpectation;
using catalogue::RowRange;
using catalogue::Sla;
using catalogue::Step;
using catalogue::Visibility;
using result::code;
using Names = std::vector<std::string>;

void add(const std::string& subject, const std::string& what, const Names& names, Names& less) {
  if (names.empty()) return;
  less.push_back(fmt::format("{}: {}{}", subject, what, fmt::join(names, ", ")));
}

std::string instead_of(const std::string& now, const std::string& before) {
  return fmt::format("{}, before for {}", code(now), code(before));
}

template <typename Item, typename Is>
const Item* first_like(const std::vector<Item>& items, const Is& is_like) {
  const auto found = std::find_if(items.begin(), items.end(), is_like);
  return found == items.end() ? nullptr : &*found;
}

// ---- Cases ----

const Case* case_like(const Case& which, const Operation& operation) {
  return first_like(operation.cases, [&](const Case& each) { return each.name == which.name; });
}

void compare_cases(const Operation& before, const Operation& after, Names& less) {
  Names gone;
  Names others;
  for (const Case& was : before.cases) {
    const Case* const now = case_like(was, after);
    if (now == nullptr) {
      gone.push_back(code(was.name));
    } else if (now->settings != was.settings || now->expected_outcome != was.expected_outcome) {
      others.push_back(code(was.name));
    }
  }
  add(code(before.title()), "cases that are gone: ", gone, less);
  add(code(before.title()), "cases that are not what they were: ", others, less);
}

// ---- Targets ----

/// The target for the same calls: of the same percentile under the same conditions.
const Sla* sla_like(const Sla& sla, const Operation& operation) {
  return first_like(operation.slas, [&](const Sla& each) {
    return each.percentile == sla.percentile && each.when == sla.when;
  });
}

void compare_targets(const Operation& before, const Operation& after, Names& less) {
  Names gone;
  Names looser;
  for (const Sla& was : before.slas) {
    const Sla* const now = sla_like(was, after);
    if (now == nullptr) {
      gone.push_back(code(catalogue::text_of(was)));
    } else if (now->limit_ms > was.limit_ms) {
      looser.push_back(instead_of(catalogue::text_of(*now), catalogue::text_of(was)));
    }
  }
  add(code(before.title()), "no longer asked for: ", gone, less);
  add(code(before.title()), "asked for ", looser, less);
}

// ---- Plans ----

bool is_same(const catalogue::PlanConditions& a, const catalogue::PlanConditions& b) {
  return a.settings == b.settings && a.mode == b.mode && a.server_from == b.server_from &&
         a.server_below == b.server_below;
}

/// How an expectation of now stands to one of before about the same thing.
enum class Asks : std::uint8_t { something_else, no_less, less };

struct AsksOf {
  Asks operator()(const catalogue::IndexCondition& was,
                  const catalogue::IndexCondition& now) const {
    const bool has_all =
        std::all_of(was.columns.begin(), was.columns.end(), [&](const std::string& column) {
          return std::find(now.columns.begin(), now.columns.end(), column) != now.columns.end();
        });
    return was.table == now.table && has_all ? Asks::no_less : Asks::something_else;
  }
  Asks operator()(const catalogue::NamedIndex& was, const catalogue::NamedIndex& now) const {
    return was.index == now.index ? Asks::no_less : Asks::something_else;
  }
  Asks operator()(const catalogue::TenantIsolation& was,
                  const catalogue::TenantIsolation& now) const {
    return was.table == now.table ? Asks::no_less : Asks::something_else;
  }
  Asks operator()(const catalogue::Never& was, const catalogue::Never& now) const {
    return was.what == now.what && was.table == now.table ? Asks::no_less : Asks::something_else;
  }
  Asks operator()(const catalogue::WorkLimit& was, const catalogue::WorkLimit& now) const {
    if (was.what != now.what) return Asks::something_else;
    const bool is_looser = now.constant > was.constant || now.per_row > was.per_row;
    return is_looser ? Asks::less : Asks::no_less;
  }
  Asks operator()(const catalogue::EstimateLimit& was, const catalogue::EstimateLimit& now) const {
    return now.factor > was.factor ? Asks::less : Asks::no_less;
  }
  template <typename Was, typename Now>
  Asks operator()(const Was&, const Now&) const {
    return Asks::something_else;
  }
};

Asks asks_now(const PlanExpectation& was, const PlanExpectation& now) {
  if (!is_same(was.when, now.when)) return Asks::something_else;
  return std::visit(AsksOf{}, was.property, now.property);
}

void compare_plans(const std::string& step, const Step& before, const Step& after, Names& less) {
  Names gone;
  Names looser;
  for (const PlanExpectation& was : before.expectations) {
    const auto with = [&](Asks asks) {
      return first_like(after.expectations,
                        [&](const PlanExpectation& now) { return asks_now(was, now) == asks; });
    };
    if (with(Asks::no_less) != nullptr) continue;
    if (const PlanExpectation* const now = with(Asks::less)) {
      looser.push_back(instead_of(now->text, was.text));
    } else {
      gone.push_back(code(was.text));
    }
  }
  add(step, "no longer asked for: ", gone, less);
  add(step, "asked for ", looser, less);
}

// ---- Rows ----

/// Rows that were right before and are not now ask for more; any other change may ask for less.
bool is_narrower(const RowRange& was, const RowRange& now) {
  const bool has_same_end =
      was.most_parameter == now.most_parameter && was.most_setting == now.most_setting;
  if (!has_same_end || (was.is_exact && (!now.is_exact || now.most != was.most))) return false;
  return now.most <= was.most && (now.is_exact || now.least >= was.least);
}

void compare_rows(const std::string& step, const Step& before, const Step& after, Names& less) {
  if (!before.rows) return;
  const std::string was = "@rows " + catalogue::text_of(*before.rows);
  if (!after.rows) {
    less.push_back(fmt::format("{}: no longer asked for: {}", step, code(was)));
  } else if (!is_narrower(*before.rows, *after.rows)) {
    less.push_back(fmt::format("{}: asked for {}", step,
                               instead_of("@rows " + catalogue::text_of(*after.rows), was)));
  }
}

void compare(const Operation& before, const Operation& after, Names& less) {
  const std::string operation = code(before.title());
  compare_cases(before, after, less);
  compare_targets(before, after, less);
  for (const Step& was : before.steps) {
    const std::string step =
        was.name.empty() ? operation : code(fmt::format("{} [{}]", before.title(), was.name));
    const Step* const now =
        first_like(after.steps, [&](const Step& each) { return each.name == was.name; });
    if (now == nullptr) {
      less.push_back(step + " is gone");
      continue;
    }
    compare_plans(step, was, *now, less);
    compare_rows(step, was, *now, less);
  }
}

}  // namespace

std::vector<std::string> asked_for_less(const catalogue::Catalogue& before,
                                        const catalogue::Catalogue& after) {
  Names less;
  if (after.store.visibility == Visibility::naive && before.store.visibility != Visibility::naive) {
    less.push_back(fmt::format("{}: its readers may skip events that are committed late",
                               "the store asks for visibility " +
                                   instead_of(std::string{name_of(after.store.visibility)},
                                              std::string{name_of(before.store.visibility)})));
  }
  for (const Operation& was : before.operations) {
    const Operation* const now = first_like(
        after.operations, [&](const Operation& each) { return each.title() == was.title(); });
    if (now == nullptr) {
      less.push_back(code(was.title()) + " is gone");
    } else {
      compare(was, *now, less);
    }
  }
  return less;
}

}  // namespace eventstore::reports
