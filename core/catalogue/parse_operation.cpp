#include "core/catalogue/parse_operation.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "core/catalogue/applied_rules.hpp"
#include "core/catalogue/line_conditions.hpp"
#include "core/catalogue/split_statements.hpp"
#include "core/catalogue/statement_kind.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"
#include "core/tool/text_file.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::catalogue {

namespace {

/// A file being read: what is known so far, and where we are for messages.
struct Reading {
  std::string file;
  int line = 0;
  Operation operation;
  std::vector<std::string> sql;  // Of each step, as written.
  std::vector<int> sql_line;     // Where each step's SQL starts.
  bool in_sql = false;           // The current step's SQL has begun.
  bool all_write = false;        // @writes stands before the steps.

  [[noreturn]] void complain(const std::string& what, int at = 0) const {
    throw UsageError(fmt::format("{}:{}: {}", file, at == 0 ? line : at, what));
  }
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void read_parameter(Reading& reading, const std::string& text) {
  static const RE2 form{R"((\w+)\s+(\S+)\s+from\s+(\w+)\.(\S+))", RE2::Latin1};
  std::string name, type;
  Source source;
  if (!RE2::FullMatch(text, form, &name, &type, &source.family, &source.field)) {
    reading.complain(
        "write a parameter as '@param NAME TYPE from SOURCE', for example "
        "'@param tenant_key integer from tenant.key'");
  }
  for (const Parameter& known : reading.operation.parameters) {
    if (known.name == name) {
      reading.complain(fmt::format("parameter '{}' is declared twice", known.name));
    }
  }
  reading.operation.parameters.push_back({.name = name,
                                          .type = parse_parameter_type(type),
                                          .source = std::move(source),
                                          .line = reading.line});
}

void read_case(Reading& reading, const std::string& text) {
  const auto words = words_of(text);
  if (words.empty()) reading.complain("write a case as '@case NAME SETTING=VALUE ...'");
  Case result{.name = words[0], .settings = {}, .line = reading.line};
  for (const Case& known : reading.operation.cases) {
    if (known.name == result.name) {
      reading.complain(fmt::format("case '{}' is declared twice", known.name));
    }
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == words[i].size()) {
      reading.complain(fmt::format("'{}' is no setting; write it as NAME=VALUE", words[i]));
    }
    const std::string name = words[i].substr(0, equals), value = words[i].substr(equals + 1);
    if (name == "expect") {
      const auto outcome = outcome_named(value);
      if (!outcome) {
        reading.complain(fmt::format("there is no outcome '{}'; known are {}{}", value,
                                     fmt::join(outcome_names(), ", "),
                                     did_you_mean(value, outcome_names())));
      }
      result.expected_outcome = *outcome;
    } else if (!result.settings.emplace(name, value).second) {
      reading.complain(fmt::format("duplicate setting '{}'", name));
    }
  }
  reading.operation.cases.push_back(std::move(result));
}

/// Before the first @step it is said of the whole operation, behind it of that step.
void read_outcome(Reading& reading, const std::string& text) {
  Step& step = reading.operation.steps.back();
  auto& rules = step.name.empty() ? reading.operation.outcome_rules : step.outcome_rules;
  rules.push_back(parse_outcome_rule(text));
  rules.back().line = reading.line;
}

void read_transaction(Reading& reading, const std::string& text) {
  if (text == "autocommit") {
    reading.operation.transaction = TransactionMode::autocommit;
  } else if (text == "explicit read_committed") {
    reading.operation.transaction = TransactionMode::explicit_read_committed;
  } else {
    reading.complain("a transaction is 'autocommit' or 'explicit read_committed'");
  }
}

void read_step(Reading& reading, const std::string& text) {
  auto& steps = reading.operation.steps;
  static const RE2 form{R"(\w+)", RE2::Latin1};
  if (!RE2::FullMatch(text, form)) reading.complain("a step needs a name");
  for (const Step& known : steps) {
    if (known.name == text) reading.complain(fmt::format("step '{}' is declared twice", text));
  }
  const bool is_first = steps.size() == 1 && steps[0].name.empty();
  if (!is_first) {
    steps.emplace_back();
    reading.sql.emplace_back();
    reading.sql_line.push_back(0);
  } else if (reading.in_sql) {
    reading.complain("a statement stands before the first @step");
  } else if (steps[0].rows || !steps[0].expectations.empty()) {
    reading.complain("@rows and @plan belong to a step: put them after its @step line");
  }
  steps.back().name = text;
  reading.in_sql = false;
}

/// Before the first @step it is said of all steps, behind it of that step.
void read_writes(Reading& reading, const std::string& text) {
  if (!text.empty()) {
    reading.complain(
        fmt::format("@writes takes no value, and has '{}'; after a @step line it belongs to that "
                    "step, before it to all steps",
                    text));
  }
  Step& step = reading.operation.steps.back();
  bool& declared = step.name.empty() ? reading.all_write : step.writes;
  if (declared) reading.complain("duplicate @writes");
  declared = true;
}

void once(Reading& reading, std::string& field, const std::string& key, const std::string& text) {
  if (!field.empty()) reading.complain(fmt::format("duplicate @{}", key));
  field = text;
}

void read_directive(Reading& reading, const std::string& key, const std::string& text) {
  Operation& operation = reading.operation;
  if (reading.in_sql && key != "step") {
    reading.complain(fmt::format("@{} stands behind the statement; it belongs before it", key));
  }
  if (key == "writes") return read_writes(reading, text);
  if (text.empty()) reading.complain(fmt::format("@{} says nothing", key));
  try {
    if (key == "name") return once(reading, operation.name, key, text);
    if (key == "question") return once(reading, operation.question, key, visible_line(text));
    if (key == "strategy") return once(reading, operation.strategy, key, text);
    if (key == "param") return read_parameter(reading, text);
    if (key == "case") return read_case(reading, text);
    if (key == "outcome") return read_outcome(reading, text);
    if (key == "transaction") return read_transaction(reading, text);
    if (key == "step") return read_step(reading, text);
    if (key == "rows") {
      if (operation.steps.back().rows) reading.complain("duplicate @rows");
      operation.steps.back().rows = parse_rows(text);
      return;
    }
    if (key == "sla") {
      operation.slas.push_back(parse_sla(text));
      operation.slas.back().line = reading.line;
      return;
    }
    if (key == "plan") {
      operation.steps.back().expectations.push_back(parse_plan_expectation(text));
      operation.steps.back().expectations.back().line = reading.line;
      return;
    }
  } catch (const UsageError& error) {
    const std::string message = error.what();
    if (message.starts_with(reading.file + ":")) throw;
    reading.complain(message);
  }
  static const std::vector<std::string> known{"name", "question",    "strategy", "param",
                                              "case", "rows",        "sla",      "plan",
                                              "step", "transaction", "outcome",  "writes"};
  reading.complain(fmt::format("unknown key '@{}'; known are @{}{}", key, fmt::join(known, ", @"),
                               did_you_mean(key, known)));
}

void read_lines(Reading& reading, std::string_view text) {
  // Linear in the length of a line, which may be anything; bytes, since it need not be UTF-8.
  static const RE2 directive{R"(\s*--\s*@(\S*)\s*(.*?)\s*)", RE2::Latin1};
  static const RE2 comment_or_blank{R"(\s*(?:--.*)?)", RE2::Latin1};
  constexpr std::size_t max_directive = 4000;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    ++reading.line;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::string key, text_of_key;
    if (RE2::FullMatch(line, directive, &key, &text_of_key)) {
      if (line.size() > max_directive) {
        reading.complain(fmt::format("a line of front matter has at most {} bytes, and this one {}",
                                     max_directive, line.size()));
      }
      read_directive(reading, key, text_of_key);
    } else if (reading.in_sql || !RE2::FullMatch(line, comment_or_blank)) {
      if (!reading.in_sql) reading.sql_line.back() = reading.line;
      reading.in_sql = true;
      reading.sql.back() += line + "\n";
    }
  }
}

int line_of(const Reading& reading, std::size_t step, std::size_t offset) {
  const std::string& sql = reading.sql[step];
  const auto end = sql.begin() + static_cast<std::ptrdiff_t>(offset);
  return reading.sql_line[step] + static_cast<int>(std::count(sql.begin(), end, '\n'));
}

/// Which of the operation's parameters a step uses, in the order of their @param lines.
std::vector<std::size_t> parameters_of_step(const Reading& reading, std::size_t index,
                                            const std::vector<SqlPiece>& pieces) {
  const auto& declared = reading.operation.parameters;
  std::vector<bool> used(declared.size(), false);
  for (const SqlPiece& piece : pieces) {
    if (piece.kind != SqlPiece::Kind::parameter) continue;
    const auto found = std::find_if(declared.begin(), declared.end(), [&](const Parameter& known) {
      return known.name == piece.text;
    });
    if (found == declared.end()) {
      reading.complain(fmt::format("parameter ':{}' is not declared by a @param line", piece.text),
                       line_of(reading, index, piece.offset));
    }
    used[static_cast<std::size_t>(found - declared.begin())] = true;
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i]) order.push_back(i);
  }
  return order;
}

void finish_step(Reading& reading, std::size_t index) {
  Step& step = reading.operation.steps[index];
  const std::string& sql = reading.sql[index];
  const auto pieces = scan_sql(sql);
  const std::size_t backslash = offset_of_backslash(pieces);
  if (backslash != std::string_view::npos) {
    reading.complain(backslash_complaint(sql, backslash), line_of(reading, index, backslash));
  }
  step.parameters = parameters_of_step(reading, index, pieces);
  StatementEnds ends;
  bool ended = false, says_something = false;
  std::size_t begins_at = 0;
  for (const SqlPiece& piece : pieces) {
    const bool ends_here = ends.ends_with(piece);
    if (piece.kind == SqlPiece::Kind::comment) continue;
    const bool is_blank = piece.text.find_first_not_of(" \t\n\r") == std::string_view::npos;
    if (is_blank && piece.kind == SqlPiece::Kind::other) {
      if (!ended) step.sql += piece.text;
      continue;
    }
    if (ends_here) {
      ended = true;
      continue;
    }
    if (ended) {
      reading.complain("a second statement begins here; write it as a further @step",
                       line_of(reading, index, piece.offset));
    }
    if (!says_something) begins_at = piece.offset;
    says_something = true;
    if (piece.kind == SqlPiece::Kind::parameter) {
      const auto& order = step.parameters;
      const auto is_it = [&](std::size_t i) {
        return reading.operation.parameters[i].name == piece.text;
      };
      const auto place = std::find_if(order.begin(), order.end(), is_it) - order.begin();
      step.sql += fmt::format("${}", place + 1);
    } else {
      step.sql += piece.text;
    }
  }
  if (!says_something) {
    reading.complain(step.name.empty() ? "there is no statement"
                                       : fmt::format("step '{}' has no statement", step.name));
  }
  step.sql.erase(step.sql.find_last_not_of(" \t\n\r") + 1);
  if (const auto why = why_no_step(step.sql)) {
    reading.complain(fmt::format("'{}' {}", step.sql, *why), line_of(reading, index, begins_at));
  }
  step.modifies = modifies_rows(sql);
  step.writes = step.writes || reading.all_write || step.modifies;
  step.returns_rows = returns_rows(sql);
}

void check_name(const Reading& reading) {
  const Operation& operation = reading.operation;
  if (operation.name.empty()) reading.complain("the file has no @name", 1);
  const std::size_t slash = reading.file.find_last_of('/');
  const std::string base =
      slash == std::string::npos ? reading.file : reading.file.substr(slash + 1);
  if (!has_extension(base, ".sql") || base.substr(0, base.size() - 4) != operation.title()) {
    reading.complain(
        fmt::format("the operation is called '{}', so its file must be called '{}.sql'",
                    operation.title(), operation.title()),
        1);
  }
  if (operation.question.empty()) reading.complain("the file has no @question", 1);
  if (operation.cases.empty()) reading.complain("the file has no @case", 1);
}

void check_parameters(const Reading& reading) {
  const Operation& operation = reading.operation;
  for (std::size_t i = 0; i < operation.parameters.size(); ++i) {
    const Parameter& parameter = operation.parameters[i];
    const bool used = std::any_of(operation.steps.begin(), operation.steps.end(), [&](auto& step) {
      return std::count(step.parameters.begin(), step.parameters.end(), i) > 0;
    });
    if (!used) {
      reading.complain(fmt::format("parameter '{}' is declared but never used", parameter.name),
                       parameter.line);
    }
    if (parameter.source.family != "case") continue;
    for (const Case& which : operation.cases) {
      if (which.settings.contains(parameter.source.field)) continue;
      reading.complain(fmt::format("case '{}' does not set '{}', which parameter '{}' comes from",
                                   which.name, parameter.source.field, parameter.name),
                       which.line);
    }
  }
}

/// What `@rows` refers to must be there.
void check_rows(const Reading& reading) {
  const Operation& operation = reading.operation;
  for (const Step& step : operation.steps) {
    if (!step.rows) continue;
    for (const Case& which : operation.cases) {
      const std::string& setting = step.rows->most_setting;
      if (setting.empty() || which.settings.contains(setting)) continue;
      reading.complain(
          fmt::format("case '{}' does not set '{}', which @rows refers to", which.name, setting),
          which.line);
    }
    if (step.rows->most_parameter.empty()) continue;
    const auto is_it = [&](auto& p) { return p.name == step.rows->most_parameter; };
    if (std::none_of(operation.parameters.begin(), operation.parameters.end(), is_it)) {
      reading.complain(fmt::format("@rows names ':{}', which is not declared by a @param line",
                                   step.rows->most_parameter),
                       1);
    }
  }
}

}  // namespace

Operation parse_operation(std::string_view text, const std::string& file) {
  Reading reading{.file = file, .operation = {}, .sql = {""}, .sql_line = {0}};
  reading.operation.file = file;
  reading.operation.steps.emplace_back();
  read_lines(reading, text);
  for (std::size_t i = 0; i < reading.operation.steps.size(); ++i) finish_step(reading, i);
  check_name(reading);
  check_parameters(reading);
  check_rows(reading);
  check_conditions(reading.operation);
  check_outcome_rules(reading.operation);
  return std::move(reading.operation);
}

}  // namespace eventstore::catalogue
