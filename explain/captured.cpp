#include "explain/captured.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/catalogue/sql_scan.hpp"
#include "core/tool/numbers.hpp"
#include "explain/captured_text.hpp"
#include "explain/partitions.hpp"
#include "explain/plan_facts.hpp"

namespace eventstore::explain {

using catalogue::SqlPiece;
using result::PlanResult;

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_wordlike(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '"' ||
         c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

/// SQL put together again, with one space where two words would run into each other.
class Canonical {
 public:
  void gap() { has_gap_ = true; }

  void add(char c) {
    if (has_gap_ && !text_.empty() && is_wordlike(text_.back()) && is_wordlike(c)) text_ += ' ';
    has_gap_ = false;
    text_ += c;
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  bool has_gap_ = false;
};

/// A step of the catalogue.
struct Known {
  const catalogue::Operation* operation = nullptr;
  const catalogue::Step* step = nullptr;
};

std::map<std::string, Known> steps_by_sql(const catalogue::Catalogue& catalogue) {
  std::map<std::string, Known> steps;
  for (const catalogue::Operation& operation : catalogue.operations) {
    for (const catalogue::Step& step : operation.steps) {
      steps.try_emplace(canonical_sql(step.sql), Known{&operation, &step});
    }
  }
  return steps;
}

/// Kinds of nodes, what they read and by which index: two plans of one shape are one plan.
void append_shape(const PlanNode& node, std::string& out) {
  out += fmt::format("({} {} {} {}", node.type, node.relation, node.index, node.modification);
  for (const PlanNode& child : node.children) append_shape(child, out);
  out += ')';
}

/// What a plan itself says of the size of what it read from end to end.
bool read_little(const PlanNode& scan, const Plan& plan) {
  const double loops = std::max(1.0, scan.loops);
  if (!plan.analyzed || scan.loops <= 0.0) return true;  // Nothing can be said.
  if (plan.has_buffers) return static_cast<double>(scan.buffers()) / loops <= 8.0;
  return scan.rows_per_loop + scan.removed_by_filter_per_loop <= 100.0;
}

std::set<std::string> tables_read_little(const Plan& plan) {
  std::set<std::string> little;
  std::set<std::string> large;
  for_each_node(plan.root, [&](const PlanNode& node) {
    if (node.type != "Seq Scan") return;
    std::set<std::string>& tables = read_little(node, plan) ? little : large;
    tables.insert(node.relation);
    if (!node.partition.empty()) tables.insert(node.partition);
  });
  for (const std::string& table : large) little.erase(table);
  return little;
}

/// The first words of a statement that nobody has named.
std::string title_of(const std::string& query) {
  constexpr std::size_t most = 60;
  std::string title;
  for (const char c : query) {
    const bool blank = is_blank(c);
    if (blank && (title.empty() || title.back() == ' ')) continue;
    if (title.size() >= most && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      return title + "...";
    }
    title += blank ? ' ' : c;
  }
  return title.empty() ? "a statement without text" : title;
}

Beside beside_of(const Plan& plan, const std::string& query, bool knows_tables,
                 const std::vector<CalledCode>& code) {
  Beside beside;
  for (const CalledCode& each : knows_tables
                                    ? code_called_by(plan, nlohmann::ordered_json(query), code)
                                    : code_probably_called_by(plan, query)) {
    beside.unseen.push_back(unseen_text(each));
  }
  return beside;
}

PlanResult result_of(LoggedPlan logged, std::int64_t count, const Known& known,
                     const Measure& measure, bool knows_tables,
                     const std::vector<CalledCode>& code) {
  PlanResult result;
  result.operation = known.operation == nullptr ? title_of(logged.query) : known.operation->title();
  if (known.step != nullptr) result.step = known.step->name;
  result.case_name = "logged " + counted(count, "time");
  Plan parsed = parse_plan(logged.plan);
  const pg::PartitionParents parents =
      knows_tables ? measure.partition_parents : probable_parents(parsed);
  const Plan plan = tell(result, std::move(parsed), parents);
  result.milliseconds = logged.milliseconds;
  result.plan = std::move(logged.plan);
  if (!plan.analyzed) result.reason = "auto_explain.log_analyze was off";
  Measure of_plan = measure;
  if (!knows_tables) of_plan.tiny_tables = tables_read_little(plan);
  const Beside beside = beside_of(plan, logged.query, knows_tables, code);
  const Circumstances circumstances{.which = nullptr, .mode = {}, .server = measure.server};
  if (known.step != nullptr) {
    judge(result, *known.operation, *known.step, plan, of_plan, circumstances, beside);
  } else {
    const catalogue::Operation anybodys;
    judge(result, anybodys, catalogue::Step{}, plan, of_plan, circumstances, beside);
  }
  return result;
}

}  // namespace

std::string canonical_sql(const std::string& sql) {
  Canonical canonical;
  for (const SqlPiece& piece : catalogue::scan_sql(sql)) {
    if (piece.kind == SqlPiece::Kind::comment) canonical.gap();
    if (piece.kind == SqlPiece::Kind::comment || piece.kind == SqlPiece::Kind::semicolon) continue;
    if (piece.kind == SqlPiece::Kind::parameter) canonical.add(':');
    const bool is_quoted = piece.kind == SqlPiece::Kind::quoted;
    for (const char c : piece.text) {
      if (is_blank(c) && !is_quoted) {
        canonical.gap();
      } else {
        const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        canonical.add(is_quoted ? c : lower);
      }
    }
  }
  const std::string text = std::move(canonical).text();
  // Of EXECUTE, the server logs the PREPARE.
  static const RE2 prepare{R"(prepare (?:"(?:[^"]|"")*"|[\w\x80-\xFF]+)(?:\([^)$]*\))? ?as ?)",
                           RE2::Latin1};
  std::string_view statement = text;
  consume(statement, prepare);
  return std::string{statement};
}

void CapturedReview::add(LoggedPlan logged) {
  std::string key = canonical_sql(logged.query) + "\n";
  append_shape(parse_plan(logged.plan).root, key);
  const auto known = places_.find(key);
  if (known == places_.end()) {
    const std::size_t bytes = key.size() + logged.bytes;
    if (held_bytes_ + bytes > max_held_bytes_) {
      left_out_.add(logged.line);
      return;
    }
    held_bytes_ += bytes;
    places_.emplace(std::move(key), folds_.size());
    folds_.push_back({.slowest = std::move(logged), .count = 1});
    return;
  }
  Fold& fold = folds_[known->second];
  ++fold.count;
  if (fold.slowest.milliseconds >= logged.milliseconds) return;
  held_bytes_ += logged.bytes - std::min(fold.slowest.bytes, logged.bytes);
  fold.slowest = std::move(logged);
}

std::vector<PlanResult> CapturedReview::results(const catalogue::Catalogue& catalogue,
                                                const Measure& measure, bool knows_tables,
                                                const std::vector<CalledCode>& code) && {
  const std::map<std::string, Known> steps = steps_by_sql(catalogue);
  places_.clear();
  std::vector<PlanResult> results;
  for (Fold& fold : folds_) {
    const auto found = steps.find(canonical_sql(fold.slowest.query));
    results.push_back(result_of(std::move(fold.slowest), fold.count,
                                found == steps.end() ? Known{} : found->second, measure,
                                knows_tables, code));
  }
  return results;
}

std::vector<PlanResult> review_captured(const std::vector<LoggedPlan>& plans,
                                        const catalogue::Catalogue& catalogue,
                                        const Measure& measure, bool knows_tables,
                                        const std::vector<CalledCode>& code) {
  CapturedReview review;
  for (const LoggedPlan& logged : plans) review.add(logged);
  return std::move(review).results(catalogue, measure, knows_tables, code);
}

std::string describe(const CapturedLog& log, const std::string& name) {
  std::string text = fmt::format("{} of auto_explain in {}", counted(log.plan_count, "plan"), name);
  if (log.cut_off.count > 0) text += fmt::format("; {} cut off", grouped(log.cut_off.count));
  if (log.unreadable.count > 0) {
    text += fmt::format("; {} not readable", grouped(log.unreadable.count));
  }
  if (log.other_format.count > 0) {
    text += fmt::format("; {} in text, YAML or XML (set auto_explain.log_format = json)",
                        grouped(log.other_format.count));
  }
  if (log.other_lines > 0) text += "; " + counted(log.other_lines, "other line");
  return text;
}

std::string why_no_plan(const CapturedLog& log, const std::string& name) {
  const auto at = [&name](const CountedPlans& plans, std::string_view what) {
    return fmt::format("{}:{}: this plan is {}", name, plans.first_line, what);
  };
  if (log.other_format.count > 0) {
    return at(log.other_format,
              "in text, YAML or XML; set auto_explain.log_format = json and log again");
  }
  if (log.unreadable.count > 0) {
    return at(log.unreadable,
              "not readable: it is not JSON, nested more than 990 deep or larger than 64 MiB");
  }
  if (log.cut_off.count > 0) {
    return at(log.cut_off,
              "cut off; raise the line or message length of whatever collects the log");
  }
  return fmt::format(
      "{}; set auto_explain.log_min_duration, log_analyze, log_buffers, log_nested_statements and "
      "log_format = json",
      describe(log, name));
}

}  // namespace eventstore::explain
