#include "core/result/accepted_lines.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "core/result/plan_standing.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/utf8.hpp"

namespace eventstore::result {

namespace {

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

bool is_number(const WorseQuantity& worse) {
  return worse.quantity != "plan";
}

/// A number with separators; the hash of a plan, or its first line, as it is.
std::string shown(const WorseQuantity& worse, const std::string& amount) {
  const auto number = is_number(worse) ? number_in(amount) : std::nullopt;
  return number ? grouped(*number) : amount.substr(0, amount.find('\n'));
}

/// A basic string of TOML.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : as_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U || byte == 0x7FU) {
      out += fmt::format("\\u{:04X}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// What the plan may take next time.  A pull request seeds anew: rows lie elsewhere then, which is
/// worth up to 2 % and a search of the free space map (docs/decisions/0007, "Writes").  Executions
/// differ by the spread; what reads differs by the few buffers of caches that are filled.
std::string limit_for(const PlanResult& plan, const WorseQuantity& worse) {
  const auto number = is_number(worse) ? number_in(worse.after) : std::nullopt;
  if (!number) return worse.after;
  constexpr std::int64_t buffers_of_caches = 8;
  std::int64_t spread = buffers_of_caches;
  if (plan.repeated) {
    constexpr std::int64_t pages_of_search = 3;
    spread = worse.quantity == "buffers" ? plan.repeated->buffers_spread + pages_of_search
                                         : plan.repeated->wal_spread;
  }
  const std::int64_t moved = *number / 50 + (*number % 50 == 0 ? 0 : 1);
  return std::to_string(*number + moved + spread);
}

struct LineToAccept {
  const PlanResult* plan = nullptr;
  std::string quantity;
  std::string limit;
  std::string replaced;  ///< FILE:LINE of what accepts too little; empty: nothing does.
};

bool is_same_case(const PlanResult& one, const PlanResult& other) {
  return one.operation == other.operation && one.step == other.step &&
         one.case_name == other.case_name;
}

/// Numbers of the same case in several modes become one limit; of plans each is a line.
void add(std::vector<LineToAccept>& lines, LineToAccept next) {
  const auto same = std::find_if(lines.begin(), lines.end(), [&next](const LineToAccept& each) {
    return is_same_case(*each.plan, *next.plan) && each.quantity == next.quantity &&
           (next.quantity != "plan" || each.limit == next.limit);
  });
  if (same == lines.end()) {
    lines.push_back(std::move(next));
    return;
  }
  const auto known = number_in(same->limit);
  const auto number = number_in(next.limit);
  if (known && number && *number > *known) same->limit = next.limit;
}

std::vector<LineToAccept> lines_of(std::span<const PlanResult> reviewed,
                                   const PlanResult* only = nullptr) {
  std::vector<LineToAccept> lines;
  for (const PlanResult& plan : reviewed) {
    if (standing_of(plan) != Standing::regressed) continue;
    if (only != nullptr && !is_same_case(plan, *only)) continue;
    for (const WorseQuantity& worse : plan.change->worse) {
      add(lines, {.plan = &plan,
                  .quantity = worse.quantity,
                  .limit = limit_for(plan, worse),
                  .replaced = is_number(worse) && worse.is_specific ? worse.at : std::string{}});
    }
  }
  return lines;
}

std::string text_of(const LineToAccept& line) {
  const PlanResult& plan = *line.plan;
  std::string text = line.replaced.empty() ? "" : fmt::format("# replaces {}\n", line.replaced);
  text += fmt::format("[[accepted]]\noperation = {}\ncase = {}\n", quoted(plan.operation),
                      quoted(plan.case_name));
  if (!plan.step.empty()) text += fmt::format("step = {}\n", quoted(plan.step));
  const std::string limit = line.quantity == "plan" ? quoted(line.limit) : line.limit;
  return text +
         fmt::format("quantity = {}\nlimit = {}\nreason = \"\"\n", quoted(line.quantity), limit);
}

}  // namespace

std::string limits_text(const PlanChange& change) {
  std::string text;
  for (const WorseQuantity& worse : change.worse) {
    if (worse.limit.empty()) continue;
    text += fmt::format("; {} accepted {} {} ({}): {}", worse.quantity,
                        is_number(worse) ? "up to" : "as", shown(worse, worse.limit), worse.at,
                        worse.reason);
  }
  return text;
}

std::vector<std::string> lines_to_accept(std::span<const PlanResult> reviewed) {
  const PlanResult* previous = nullptr;
  std::vector<std::string> texts;
  for (const LineToAccept& line : lines_of(reviewed)) {
    if (previous != nullptr && previous->operation == line.plan->operation) {
      texts.back() += "\n" + text_of(line);
    } else {
      texts.push_back(text_of(line));
    }
    previous = line.plan;
  }
  return texts;
}

std::string lines_to_accept(const PlanResult& plan, std::span<const PlanResult> reviewed) {
  if (standing_of(plan) != Standing::regressed) return {};
  std::string text;
  for (const LineToAccept& line : lines_of(reviewed, &plan)) {
    const auto& worse = plan.change->worse;
    const bool is_needed = std::any_of(worse.begin(), worse.end(), [&](const WorseQuantity& each) {
      return each.quantity == line.quantity &&
             (is_number(each) || limit_for(plan, each) == line.limit);
    });
    if (is_needed) text += (text.empty() ? "" : "\n") + text_of(line);
  }
  return text;
}

std::vector<AcceptedLine> accepted_lines(std::span<const PlanResult> plans) {
  std::vector<AcceptedLine> lines;
  for (const PlanResult& plan : plans) {
    if (standing_of(plan) != Standing::accepted) continue;
    for (const WorseQuantity& worse : plan.change->worse) {
      AcceptedLine line{.operation = operation_and_step(plan),
                        .case_name = plan.case_name,
                        .quantity = worse.quantity,
                        .before = shown(worse, worse.before),
                        .after = shown(worse, worse.after),
                        .limit = shown(worse, worse.limit),
                        .reason = worse.reason,
                        .at = worse.at};
      const auto key = [](const AcceptedLine& each) {
        return std::tie(each.operation, each.case_name, each.quantity, each.at);
      };
      const auto same = std::find_if(lines.begin(), lines.end(), [&](const AcceptedLine& each) {
        return key(each) == key(line);
      });
      if (same == lines.end()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::string accepted_count(std::span<const PlanResult> plans) {
  const auto lines = accepted_lines(plans);
  if (lines.empty()) return {};
  return fmt::format("{} in {}",
                     counted(static_cast<std::int64_t>(lines.size()), "accepted change"),
                     counted(count_of(plans, Standing::accepted), "plan"));
}

}  // namespace eventstore::result
