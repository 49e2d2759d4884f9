#include "core/catalogue/accepted_changes.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/store_files.hpp"
#include "core/catalogue/toml_text.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"
#include "core/tool/text_file.hpp"

namespace eventstore::catalogue {

namespace {

constexpr std::array<std::string_view, 3> quantities{"buffers", "wal_bytes", "plan"};
constexpr std::size_t max_bytes = 1'000'000;
constexpr std::size_t longest_reason = 500;

/// The names, or as many of them as a reader takes in.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size()));
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "),
                     names.size() > most ? ", ..." : "");
}

/// Reads one [[accepted]].
class AcceptedReader {
 public:
  AcceptedReader(const std::string& file, const toml::table& table,
                 const std::vector<Operation>& operations)
      : file_(file), table_(table), operations_(operations) {}

  AcceptedChange read() const {
    check_keys(file_, table_, {"operation", "case", "step", "quantity", "limit", "reason"});
    const std::string one_of = fmt::format("write one of {}", fmt::join(quantities, ", "));
    AcceptedChange change{
        .operation = text_at(file_, table_, "operation", "write the name of an operation"),
        .case_name = text_at(file_, table_, "case", "write the name of a case, or \"*\" for each"),
        .step = {},
        .quantity = text_at(file_, table_, "quantity", one_of),
        .limit = {},
        .reason = text_at(file_, table_, "reason", "write why this change is accepted"),
        .at = place_of(file_, table_)};
    if (table_.contains("step")) {
      change.step = text_at(file_, table_, "step", "write the name of a step, or leave it out");
    }
    check_names(change);
    check_quantity(change.quantity);
    check_reason(change.reason);
    change.limit = limit_of(change.quantity);
    return change;
  }

 private:
  [[noreturn]] void complain_of(std::string_view key, const std::string& what) const {
    const toml::node* node = table_.get(key);
    complain(file_, node == nullptr ? static_cast<const toml::node&>(table_) : *node, what);
  }

  void check_names(const AcceptedChange& change) const {
    std::vector<std::string> titles;
    for (const Operation& operation : operations_) titles.push_back(operation.title());
    const auto found = std::find(titles.begin(), titles.end(), change.operation);
    if (found == titles.end()) {
      complain_of("operation",
                  fmt::format("the store has no operation '{}'; it has {}{}", change.operation,
                              some_of(titles), did_you_mean(change.operation, titles)));
    }
    const Operation& operation = operations_[static_cast<std::size_t>(found - titles.begin())];
    std::vector<std::string> cases;
    for (const Case& each : operation.cases) cases.push_back(each.name);
    const bool is_case = change.case_name == any_case ||
                         std::find(cases.begin(), cases.end(), change.case_name) != cases.end();
    if (!is_case) {
      complain_of("case", fmt::format("{} has no case '{}'; it has {}, and \"*\" stands for each{}",
                                      change.operation, change.case_name, some_of(cases),
                                      did_you_mean(change.case_name, cases)));
    }
    std::vector<std::string> steps;
    for (const Step& each : operation.steps) {
      if (!each.name.empty()) steps.push_back(each.name);
    }
    const bool is_step =
        change.step.empty() || std::find(steps.begin(), steps.end(), change.step) != steps.end();
    if (!is_step) {
      complain_of("step", fmt::format("{} has no step '{}'; {}{}", change.operation, change.step,
                                      steps.empty() ? "leave it out" : "it has " + some_of(steps),
                                      did_you_mean(change.step, steps)));
    }
  }

  void check_quantity(const std::string& quantity) const {
    if (std::find(quantities.begin(), quantities.end(), quantity) != quantities.end()) return;
    const bool is_time =
        quantity == "max" || quantity == "mean" ||
        (quantity.size() > 1 && quantity[0] == 'p' && quantity[1] >= '0' && quantity[1] <= '9');
    complain_of("quantity",
                fmt::format("'quantity' is {}, not '{}'{}{}", fmt::join(quantities, ", "), quantity,
                            did_you_mean(quantity, {quantities.begin(), quantities.end()}),
                            is_time ? ": times are judged by the operation's @sla lines, where a "
                                      "new target belongs"
                                    : ""));
  }

  void check_reason(const std::string& reason) const {
    const bool is_line = std::none_of(reason.begin(), reason.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    });
    if (!is_line) complain_of("reason", "'reason' must be one line without control characters");
    if (reason.size() <= longest_reason) return;
    complain_of("reason", fmt::format("'reason' has {} bytes; at most {} are allowed",
                                      reason.size(), longest_reason));
  }

  [[nodiscard]] std::string limit_of(const std::string& quantity) const {
    if (quantity == "plan") {
      std::string plan = text_at(file_, table_, "limit", "write the hash that plan-review prints");
      plan.erase(plan.find_last_not_of(" \n") + 1);
      return plan;
    }
    const toml::node* node = table_.get("limit");
    if (node == nullptr) {
      complain(file_, table_,
               fmt::format("'limit' is missing; write the most {} that are accepted", quantity));
    }
    const auto number = node->value_exact<std::int64_t>();
    if (number && *number >= 1) return fmt::format("{}", *number);
    const auto fraction = node->value_exact<double>();
    const std::string found = number     ? fmt::format("{}", *number)
                              : fraction ? fmt::format("{:#}", *fraction)
                                         : std::string{type_text(*node)};
    complain(file_, *node,
             fmt::format("'limit' of {} must be a whole number above 0, not {}", quantity, found));
  }

  const std::string& file_;
  const toml::table& table_;
  const std::vector<Operation>& operations_;
};

/// One limit for a quantity; but each plan mode may have a plan of its own.
void require_single(const std::vector<AcceptedChange>& known, const AcceptedChange& next) {
  const auto same = std::find_if(known.begin(), known.end(), [&next](const AcceptedChange& each) {
    return each.operation == next.operation && each.case_name == next.case_name &&
           each.step == next.step && each.quantity == next.quantity &&
           (each.quantity != "plan" || each.limit == next.limit);
  });
  if (same == known.end()) return;
  throw UsageError(fmt::format("{}: {} of {}/{} is accepted at {} already; keep one of the two",
                               next.at, next.quantity, next.operation, next.case_name, same->at));
}

/// Throws UsageError with the reason.
}  // namespace

std::vector<AcceptedChange> parse_accepted_changes(std::string_view text, const std::string& file,
                                                   const std::vector<Operation>& operations) {
  const toml::table root = parse_toml(text, file);
  check_keys(file, root, {"accepted"});
  std::vector<AcceptedChange> changes;
  const toml::node* list = root.get("accepted");
  if (list == nullptr) return changes;
  const toml::array* tables = list->as_array();
  if (tables == nullptr) complain(file, *list, "write [[accepted]] above each accepted change");
  for (const toml::node& each : *tables) {
    const toml::table* table = each.as_table();
    if (table == nullptr) complain(file, each, "write [[accepted]] above each accepted change");
    AcceptedChange change = AcceptedReader{file, *table, operations}.read();
    require_single(changes, change);
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<AcceptedChange> load_accepted_changes(const std::string& store,
                                                  const std::vector<Operation>& operations) {
  // A link that leads nowhere is refused: ignoring it would drop in silence what it accepts.
  const std::string path = is_folder(store) ? top_file(store, "accepted.toml") : "";
  if (path.empty()) return {};
  return parse_accepted_changes(read_text_file(path, {.max_bytes = max_bytes}), path, operations);
}

}  // namespace eventstore::catalogue
