#include "core/engine/tracking_token.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/tool/errors.hpp"

namespace eventstore::engine {

namespace {

auto place_of(const TrackingToken& token) {
  return std::tie(token.transaction_id, token.position);
}

/// `position` of the token's own transaction id.
bool has_seen(const TrackingToken& token, std::int64_t position) {
  return position <= token.position &&
         !std::binary_search(token.gaps.begin(), token.gaps.end(), position);
}

[[noreturn]] void complain(const std::string& what) {
  throw UsageError(fmt::format("this is no token: {}", what));
}

/// Sees the parts of a text as they are read, and stops at what no token has, before it is stored.
class Form {
 public:
  using Json = nlohmann::json;

  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    constexpr int deepest = 2;
    if (depth > deepest) complain("it is nested");
    if (event != Json::parse_event_t::key) return true;
    const auto& name = parsed.get_ref<const std::string&>();
    if (depth != 1) complain("it is nested");
    if (name != "position" && name != "transaction_id" && name != "gaps") {
      complain(
          fmt::format("unknown member '{}'; known are position, transaction_id and gaps", name));
    }
    if (!names_.insert(name).second) complain(fmt::format("'{}' stands in it twice", name));
    return true;
  }

 private:
  std::set<std::string> names_;
};

/// A number that a position or transaction id may be.
std::int64_t number_from(const nlohmann::json& value, std::string_view name, std::int64_t least) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const bool fits =
      value.is_number_unsigned() && value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
  const std::int64_t number = fits ? value.get<std::int64_t>() : -1;
  if (number >= least) return number;
  complain(fmt::format("'{}' holds whole numbers from {} to {}", name, least, most));
}

nlohmann::json json_from(std::string_view text) {
  // The parser takes it for the end, and would pass over what follows.
  if (text.find('\0') != std::string_view::npos) complain("it holds a zero byte");
  try {
    return nlohmann::json::parse(text, Form{});
  } catch (const nlohmann::json::parse_error& error) {
    complain(fmt::format("it is not JSON from byte {} on", error.byte));
  } catch (const nlohmann::json::out_of_range&) {
    complain("a number in it is too large");
  }
}

}  // namespace

bool covers(const TrackingToken& token, const TrackingToken& other) {
  if (token.transaction_id != other.transaction_id) {
    return token.transaction_id > other.transaction_id;
  }
  // Gaps are below the place, so the other has seen its own.
  if (other.position > token.position) return false;
  const auto end = std::upper_bound(token.gaps.begin(), token.gaps.end(), other.position);
  return std::includes(other.gaps.begin(), other.gaps.end(), token.gaps.begin(), end);
}

TrackingToken lower_bound(const TrackingToken& one, const TrackingToken& other) {
  if (one.transaction_id != other.transaction_id) {
    return one.transaction_id < other.transaction_id ? one : other;
  }
  TrackingToken lower{.transaction_id = one.transaction_id,
                      .position = std::min(one.position, other.position),
                      .gaps = {}};
  std::set_union(one.gaps.begin(), one.gaps.end(), other.gaps.begin(), other.gaps.end(),
                 std::back_inserter(lower.gaps));
  lower.gaps.erase(std::upper_bound(lower.gaps.begin(), lower.gaps.end(), lower.position),
                   lower.gaps.end());
  // The place itself may be a gap of the other: then it stands before.
  while (!lower.gaps.empty() && lower.gaps.back() == lower.position) {
    lower.gaps.pop_back();
    --lower.position;
  }
  return lower;
}

TrackingToken upper_bound(const TrackingToken& one, const TrackingToken& other) {
  const bool one_is_further = place_of(other) <= place_of(one);
  const TrackingToken& further = one_is_further ? one : other;
  const TrackingToken& nearer = one_is_further ? other : one;
  TrackingToken upper = further;
  if (one.transaction_id != other.transaction_id) return upper;
  std::erase_if(upper.gaps, [&](std::int64_t gap) { return has_seen(nearer, gap); });
  return upper;
}

std::string to_json(const TrackingToken& token) {
  std::string text = fmt::format(R"({{"position":{})", token.position);
  if (token.transaction_id != 0) {
    text += fmt::format(R"(,"transaction_id":{})", token.transaction_id);
  }
  if (!token.gaps.empty()) text += fmt::format(R"(,"gaps":[{}])", fmt::join(token.gaps, ","));
  return text + "}";
}

TrackingToken token_from_json(std::string_view text) {
  const nlohmann::json json = json_from(text);
  if (!json.is_object() || !json.contains("position")) complain("it has no position");
  TrackingToken token;
  token.position = number_from(json.at("position"), "position", 0);
  if (json.contains("transaction_id")) {
    token.transaction_id = number_from(json.at("transaction_id"), "transaction_id", 0);
  }
  if (!json.contains("gaps")) return token;
  const nlohmann::json& gaps = json.at("gaps");
  if (!gaps.is_array()) complain("'gaps' is a list of positions");
  for (const nlohmann::json& value : gaps) {
    const std::int64_t gap = number_from(value, "gaps", 1);
    if (!token.gaps.empty() && gap <= token.gaps.back()) complain("its gaps do not ascend");
    token.gaps.push_back(gap);
  }
  if (!token.gaps.empty() && token.gaps.back() >= token.position) {
    complain(
        fmt::format("its gap {} is not below its position {}", token.gaps.back(), token.position));
  }
  return token;
}

}  // namespace eventstore::engine
