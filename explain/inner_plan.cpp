#include "explain/inner_plan.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "core/tool/text_lines.hpp"
#include "explain/captured_log.hpp"
#include "explain/partitions.hpp"
#include "explain/plan_text.hpp"
#include "explain/signature.hpp"

namespace eventstore::explain {

namespace {

/// "PL/pgSQL function es_append(integer) line 3 at SQL statement", `SQL function "f" statement 1`:
/// the name; empty for a line of another kind.
std::string function_in(std::string_view line) {
  constexpr std::string_view word = " function ";
  const bool is_function = line.starts_with("PL/") || line.starts_with("SQL function ");
  const std::size_t at = line.find(word);
  if (!is_function || at == std::string_view::npos) return {};
  const std::string_view rest = line.substr(at + word.size());
  if (rest.starts_with('"')) return std::string{rest.substr(1, rest.find('"', 1) - 1)};
  return std::string{rest.substr(0, rest.find_first_of("( "))};
}

std::string_view last_name(std::string_view qualified) {
  const std::size_t dot = qualified.rfind('.');
  return dot == std::string_view::npos ? qualified : qualified.substr(dot + 1);
}

void join(std::string& list, const std::string& more) {
  if (more.empty()) return;
  list += list.empty() ? more : ", " + more;
}

}  // namespace

std::string place_in(const pg::Notice& notice, const std::string& query) {
  std::istringstream lines{notice.context};
  for (std::string line; std::getline(lines, line);) {
    if (const std::string name = function_in(line); !name.empty()) {
      return fmt::format("function {}", last_name(name));
    }
  }
  // The server's own statements for foreign keys, with the tables' names quoted.
  const bool is_key = query.find(" ONLY \"") != std::string::npos ||
                      query.find(" FOR KEY SHARE OF x") != std::string::npos;
  return is_key ? "foreign key" : "function";
}

void InnerPlans::take(const pg::Notice& notice) noexcept {
  // The statement itself is sent as well, and has no context.
  if (notice.context.empty()) return;
  try {
    add(notice);
  } catch (const std::exception&) {
    // libpq calls us, through which nothing may be thrown: a notice of another kind.
    return;
  }
}

void InnerPlans::add(const pg::Notice& notice) {
  std::istringstream text{notice.message + "\n"};
  CapturedLog log = read_captured_log(text, "the server's notice");
  for (LoggedPlan& logged : log.plans) {
    InnerPlan inner{.place = place_in(notice, logged.query),
                    .query = std::move(logged.query),
                    .json = std::move(logged.plan),
                    .plan = {}};
    inner.plan = parse_plan(inner.json);
    const std::string signature = signature_of(inner.plan);
    const auto known = std::find_if(plans_.begin(), plans_.end(), [&](const InnerPlan& each) {
      return each.place == inner.place && each.query == inner.query &&
             signature_of(each.plan) == signature;
    });
    if (known == plans_.end()) {
      plans_.push_back(std::move(inner));
    } else {
      ++known->times;
    }
  }
}

void tell_inside(result::PlanResult& result, std::vector<InnerPlan>& inside,
                 const pg::PartitionParents& parents) {
  for (InnerPlan& inner : inside) {
    const std::string title =
        fmt::format("Inside {}, {}", inner.place, counted(inner.times, "time"));
    result.plan_text += fmt::format("\n\n{}: {}\n{}", title, inner.query, plan_text(inner.plan));
    name_by_whole(inner.plan, parents);
    result.signature += fmt::format("\nInside {}\n", inner.place);
    std::istringstream lines{signature_of(inner.plan)};
    std::string indented;
    for (std::string line; std::getline(lines, line);) {
      indented += (indented.empty() ? "  " : "\n  ") + line;
    }
    result.signature += indented;
    join(result.scan, scan_kinds(inner.plan));
    join(result.index, index_names(inner.plan));
  }
}

}  // namespace eventstore::explain
