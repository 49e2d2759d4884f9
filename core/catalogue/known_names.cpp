#include "core/catalogue/known_names.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::catalogue {

namespace {

bool is_part_of_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80U;
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// CREATE INDEX ON table ..., which the server names.
bool has_unnamed_index(const Catalogue& catalogue) {
  static const RE2 unnamed{R"((?i)\bINDEX\s+(?:CONCURRENTLY\s+)?ON\b)", RE2::Latin1};
  const auto has_one = [](const StoreScript& script) {
    return std::any_of(script.statements.begin(), script.statements.end(),
                       [](const std::string& sql) { return RE2::PartialMatch(sql, unnamed); });
  };
  return std::any_of(catalogue.indexes.begin(), catalogue.indexes.end(), has_one) ||
         std::any_of(catalogue.tables.begin(), catalogue.tables.end(), has_one);
}

class KnownNames {
 public:
  explicit KnownNames(const Catalogue& catalogue) {
    for (const char* role : {"events", "tenants", "snapshots"}) names_.insert(role);
    for (const auto* scripts : {&catalogue.tables, &catalogue.indexes}) {
      for (const StoreScript& script : *scripts) {
        for (const std::string& statement : script.statements) add(statement);
      }
    }
    composes_ = names_.contains("execute");
    if (has_unnamed_index(catalogue)) derived_ends_.push_back("_idx");
    for (const Operation& operation : catalogue.operations) {
      for (const Step& step : operation.steps) add(step.sql);
    }
    add(catalogue.store.events);
    if (catalogue.store.tenants) add(*catalogue.store.tenants);
    if (catalogue.store.snapshots) add(*catalogue.store.snapshots);
  }

  [[nodiscard]] bool has(const std::string& name) const {
    const std::string wanted = lowered(name);
    if (names_.contains(wanted)) return true;
    constexpr std::size_t shortest = 3;
    return composes_ && std::any_of(names_.begin(), names_.end(), [&](const std::string& each) {
             return each.size() >= shortest && wanted.starts_with(each);
           });
  }

  /// Whether the server may have made it of the name of a table, as "events_pkey".
  [[nodiscard]] bool may_be_derived(const std::string& name) const {
    const std::string wanted = lowered(name);
    // A further one of its kind has a number: "events_check1".
    const std::string base = wanted.substr(0, wanted.find_last_not_of("0123456789") + 1);
    const bool has_end = std::any_of(derived_ends_.begin(), derived_ends_.end(),
                                     [&](const std::string& end) { return base.ends_with(end); });
    // The server cuts long names in the middle.
    constexpr std::size_t beginning = 20;
    return has_end && std::any_of(names_.begin(), names_.end(), [&](const std::string& each) {
             return each.size() >= 2 && wanted.starts_with(each.substr(0, beginning));
           });
  }

  [[nodiscard]] std::string nearest_to(const std::string& name) const {
    return did_you_mean(lowered(name), {names_.begin(), names_.end()});
  }

 private:
  void add(std::string_view text) {
    std::string word;
    for (const char c : text) {
      if (is_part_of_name(c)) {
        word += c;
      } else if (!word.empty()) {
        names_.insert(lowered(std::exchange(word, {})));
      }
    }
    if (!word.empty()) names_.insert(lowered(word));
  }
  void add(const TableRole& role) {
    add(role.table);
    for (const auto& [canonical, column] : role.columns) add(column);
  }

  std::set<std::string> names_;  ///< In lower case.
  bool composes_ = false;
  std::vector<std::string> derived_ends_{"_pkey", "_key", "_fkey", "_check", "_excl", "_not_null"};
};

class NameCheck {
 public:
  NameCheck(const KnownNames& known, const Operation& operation)
      : known_(known), operation_(operation) {}

  void check(const PlanExpectation& expectation) const {
    if (const std::string table = table_named_by(expectation); !table.empty()) {
      require(known_.has(table), "table", table, expectation.line);
    }
    if (const auto* named = std::get_if<NamedIndex>(&expectation.property)) {
      require(known_.has(named->index) || known_.may_be_derived(named->index), "index",
              named->index, expectation.line);
    }
    if (const auto* condition = std::get_if<IndexCondition>(&expectation.property)) {
      for (const std::string& column : condition->columns) {
        require(known_.has(column), "column", column, expectation.line);
      }
    }
  }

  void check(const std::vector<OutcomeRule>& rules) const {
    for (const OutcomeRule& rule : rules) {
      for (const std::string& constraint : rule.constraints) {
        require(is_constraint(constraint), "constraint", constraint, rule.line);
      }
    }
  }

 private:
  /// A quoted name may hold anything; its words are known one by one.
  [[nodiscard]] bool is_constraint(const std::string& name) const {
    const bool is_plain = std::all_of(name.begin(), name.end(), is_part_of_name);
    return !is_plain || known_.has(name) || known_.may_be_derived(name);
  }

  void require(bool is_known, const char* what, const std::string& name, int line) const {
    if (is_known) return;
    throw UsageError(
        fmt::format("{}:{}: no file of the store mentions the {} '{}'{}; correct the "
                    "name, or create it in tables/ or indexes/",
                    operation_.file, line, what, name, known_.nearest_to(name)));
  }

  const KnownNames& known_;
  const Operation& operation_;
};

}  // namespace

void check_names(const Catalogue& catalogue) {
  const KnownNames known{catalogue};
  for (const Operation& operation : catalogue.operations) {
    const NameCheck names{known, operation};
    names.check(operation.outcome_rules);
    for (const Step& step : operation.steps) {
      names.check(step.outcome_rules);
      for (const PlanExpectation& expectation : step.expectations) names.check(expectation);
    }
  }
}

}  // namespace eventstore::catalogue
