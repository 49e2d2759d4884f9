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

  /// Whether the server may have made it of the names of a table and columns, as "events_pkey" or
  /// "events_tenant_key_event_id_key".
  [[nodiscard]] bool may_be_derived(const std::string& name) const {
    const std::string wanted = lowered(name);
    // The server cuts the parts of longer names.
    constexpr std::size_t longest = 63;
    constexpr std::size_t beginning = 20;
    const std::string_view end = derived_end_of(wanted);
    if (end.empty()) return false;
    if (wanted.size() < longest) return is_made_of_names(before(wanted, end));
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& each) {
      return each.size() >= beginning && wanted.starts_with(each.substr(0, beginning));
    });
  }

  [[nodiscard]] std::string nearest_to(const std::string& name) const {
    const std::string wanted = lowered(name);
    std::vector<std::string> known{names_.begin(), names_.end()};
    if (const std::string_view end = derived_end_of(wanted); !end.empty()) {
      for (const std::string& each : names_) known.push_back(each + std::string{end});
    }
    return did_you_mean(wanted, known);
  }

 private:
  /// "_pkey" of "events_pkey", "_check1" of "events_check1", a further one of its kind; else empty.
  [[nodiscard]] std::string_view derived_end_of(std::string_view name) const {
    const std::string_view base = name.substr(0, name.find_last_not_of("0123456789") + 1);
    for (const std::string& end : derived_ends_) {
      if (base.ends_with(end)) return name.substr(base.size() - end.size());
    }
    return {};
  }

  static std::string before(const std::string& name, std::string_view end) {
    return name.substr(0, name.size() - end.size());
  }

  /// Whether it is names with underscores between them; "expr" stands for an expression.
  [[nodiscard]] bool is_made_of_names(const std::string& text) const {
    std::vector<bool> ends_at(text.size() + 1, false);
    for (std::size_t end = 1; end <= text.size(); ++end) {
      if (end < text.size() && text[end] != '_') continue;
      for (std::size_t begin = 0; begin < end && !ends_at[end]; ++begin) {
        const bool may_begin = begin == 0 || (text[begin - 1] == '_' && ends_at[begin - 1]);
        const std::string part = text.substr(begin, end - begin);
        ends_at[end] = may_begin && (has(part) || (begin > 0 && is_expression(part)));
      }
    }
    return ends_at[text.size()];
  }

  /// "expr", "expr1".
  static bool is_expression(std::string_view part) {
    return part.starts_with("expr") && part.find_first_not_of("0123456789", 4) == part.npos;
  }

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
