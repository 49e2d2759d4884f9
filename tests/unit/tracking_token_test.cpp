#include "core/engine/tracking_token.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/random/random.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::engine {

using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::int64_t most_positions = 12;
constexpr std::int64_t most_transactions = 3;

/// What a token is: the places that were seen, of a world with few of them.
using Places = std::set<std::pair<std::int64_t, std::int64_t>>;

Places seen_by(const TrackingToken& token) {
  Places seen;
  for (std::int64_t transaction = 0; transaction <= most_transactions; ++transaction) {
    for (std::int64_t position = 1; position <= most_positions; ++position) {
      const bool is_own = transaction == token.transaction_id;
      const bool is_reached =
          transaction < token.transaction_id || (is_own && position <= token.position);
      const bool is_gap =
          is_own && std::find(token.gaps.begin(), token.gaps.end(), position) != token.gaps.end();
      if (is_reached && !is_gap) seen.emplace(transaction, position);
    }
  }
  return seen;
}

bool contains(const Places& all, const Places& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

/// Gaps ascend and stand below the position.
bool is_well_formed(const TrackingToken& token) {
  std::int64_t before = 0;
  for (const std::int64_t gap : token.gaps) {
    if (gap <= before) return false;
    before = gap;
  }
  return before < token.position || token.gaps.empty();
}

class RandomTokens {
 public:
  explicit RandomTokens(std::uint64_t seed) : state_(seed) {}

  TrackingToken next() {
    TrackingToken token;
    // Most of the same transaction id, as gaps matter between those only.
    if (choose(4) == 0) token.transaction_id = choose(most_transactions + 1);
    token.position = choose(most_positions + 1);
    const std::int64_t density = 1 + choose(4);
    for (std::int64_t gap = 1; gap < token.position; ++gap) {
      if (choose(density) == 0) token.gaps.push_back(gap);
    }
    return token;
  }

 private:
  std::int64_t choose(std::int64_t bound) {
    return static_cast<std::int64_t>(below(next_bits(state_), static_cast<std::uint64_t>(bound)));
  }
  std::uint64_t state_;
};

std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(token_from_json(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("tokens are sets of seen places: covers contains, bounds are intersection and union",
          "[unit][token]") {
  RandomTokens tokens{1};
  std::size_t covered = 0, wrong = 0;
  constexpr int pairs = 20'000;
  for (int pair = 0; pair < pairs; ++pair) {
    const TrackingToken a = tokens.next(), b = tokens.next();
    const Places seen_by_a = seen_by(a), seen_by_b = seen_by(b);
    Places by_both, by_either = seen_by_a;
    std::set_intersection(seen_by_a.begin(), seen_by_a.end(), seen_by_b.begin(), seen_by_b.end(),
                          std::inserter(by_both, by_both.end()));
    by_either.insert(seen_by_b.begin(), seen_by_b.end());

    // A place of a later transaction has seen all of the earlier ones, without end.
    const bool is_contained =
        contains(seen_by_a, seen_by_b) && a.transaction_id >= b.transaction_id;
    const TrackingToken lower = lower_bound(a, b), upper = upper_bound(a, b);
    const bool is_right = covers(a, b) == is_contained && seen_by(lower) == by_both &&
                          seen_by(upper) == by_either && is_well_formed(lower) &&
                          is_well_formed(upper);
    if (is_right) {
      covered += is_contained ? 1 : 0;
      continue;
    }
    ++wrong;
    CAPTURE(to_json(a), to_json(b), to_json(lower), to_json(upper), covers(a, b));
    CHECK(is_right);
  }
  CHECK(wrong == 0);
  CHECK(covered > pairs / 10);
  CHECK(covered < pairs / 10 * 9);
}

TEST_CASE("lower and upper bound are a lattice, and covers is its order", "[unit][token]") {
  RandomTokens tokens{2};
  bool holds = true;
  for (int round = 0; round < 5000 && holds; ++round) {
    const TrackingToken a = tokens.next(), b = tokens.next(), c = tokens.next();
    CAPTURE(to_json(a), to_json(b), to_json(c));
    const TrackingToken lower = lower_bound(a, b), upper = upper_bound(a, b);
    const auto same = [](const TrackingToken& one, const TrackingToken& other) {
      return covers(one, other) && covers(other, one);
    };
    holds = lower_bound(a, a) == a && upper_bound(a, a) == a;
    holds = holds && lower == lower_bound(b, a) && upper == upper_bound(b, a);
    holds = holds && same(lower_bound(lower, c), lower_bound(a, lower_bound(b, c)));
    holds = holds && same(upper_bound(upper, c), upper_bound(a, upper_bound(b, c)));
    holds = holds && same(lower_bound(a, upper), a) && same(upper_bound(a, lower), a);
    holds = holds && same(lower_bound(a, upper_bound(b, c)),
                          upper_bound(lower_bound(a, b), lower_bound(a, c)));
    holds = holds && covers(a, a) && covers(a, lower) && covers(upper, a) && covers(upper, lower);
    holds = holds && (covers(a, b) == same(upper, a)) && (covers(a, b) == same(lower, b));
    // Equal sets have one form only.
    holds = holds && (same(a, b) == (a == b));
    holds = holds && (!covers(a, b) || !covers(b, c) || covers(a, c));
    CHECK(holds);
  }
}

TEST_CASE("a processor that has a gap does not cover one that has filled it", "[unit][token]") {
  const TrackingToken with_gap{.position = 7, .gaps = {5}};
  const TrackingToken without{.position = 6};
  CHECK_FALSE(covers(with_gap, without));
  CHECK_FALSE(covers(without, with_gap));
  CHECK(lower_bound(with_gap, without) == TrackingToken{.position = 6, .gaps = {5}});
  CHECK(upper_bound(with_gap, without) == TrackingToken{.position = 7});
  // The lower one's place is the other's gap, so it stands before it.
  CHECK(lower_bound(with_gap, {.position = 5}) == TrackingToken{.position = 4});
  CHECK(covers(with_gap, {.position = 4}));
}

TEST_CASE("a token goes through JSON unchanged", "[unit][token]") {
  RandomTokens tokens{3};
  for (int round = 0; round < 2000; ++round) {
    const TrackingToken token = tokens.next();
    const std::string text = to_json(token);
    INFO(text);
    REQUIRE(token_from_json(text) == token);
  }
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const TrackingToken largest{.transaction_id = most, .position = most, .gaps = {1, most - 1}};
  CHECK(token_from_json(to_json(largest)) == largest);
  CHECK(to_json({}) == R"({"position":0})");
  CHECK(to_json({.transaction_id = 9, .position = 17, .gaps = {3, 5}}) ==
        R"({"position":17,"transaction_id":9,"gaps":[3,5]})");
  CHECK(token_from_json(" {\"gaps\" : [ ], \"position\" : 3 }\n") == TrackingToken{.position = 3});
}

TEST_CASE("what is no token is refused with the reason", "[unit][token]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"", "it is not JSON from byte "},
      {"{\"position\":1", "it is not JSON from byte "},
      {"{\"position\":1}{}", "it is not JSON from byte "},
      {"{\"position\":1} // here", "it is not JSON from byte "},
      {"{'position':1}", "it is not JSON from byte "},
      {"{\"position\":01}", "it is not JSON from byte "},
      {"{\"position\":NaN}", "it is not JSON from byte "},
      {"{\"position\":1,\"gaps\":\"\xff\xfe\"}", "it is not JSON from byte "},
      {std::string{"{\"position\":1}\0x", 16}, "it holds a zero byte"},
      {"7", "it has no position"},
      {"null", "it has no position"},
      {"[]", "it has no position"},
      {"{}", "it has no position"},
      {"{\"gaps\":[1]}", "it has no position"},
      {"{\"position\":null}", "'position' holds whole numbers from 0"},
      {"{\"position\":\"1\"}", "'position' holds whole numbers from 0"},
      {"{\"position\":-1}", "'position' holds whole numbers from 0"},
      {"{\"position\":1.0}", "'position' holds whole numbers from 0"},
      {"{\"position\":1e3}", "'position' holds whole numbers from 0"},
      {"{\"position\":true}", "'position' holds whole numbers from 0"},
      {"{\"position\":9223372036854775808}", "'position' holds whole numbers from 0"},
      {"{\"position\":18446744073709551617}", "'position' holds whole numbers from 0"},
      {"{\"position\":1,\"transaction_id\":-1}", "'transaction_id' holds whole numbers from 0"},
      {"{\"position\":1,\"transaction_id\":[]}", "'transaction_id' holds whole numbers from 0"},
      {"{\"position\":1,\"index\":1}", "unknown member 'index'; known are position"},
      {"{\"position\":1,\"position\":2}", "'position' stands in it twice"},
      {"{\"position\":9,\"gaps\":[1],\"gaps\":[2]}", "'gaps' stands in it twice"},
      {"{\"position\":9,\"gaps\":{}}", "'gaps' is a list"},
      {"{\"position\":9,\"gaps\":3}", "'gaps' is a list"},
      {"{\"position\":9,\"gaps\":[0]}", "'gaps' holds whole numbers from 1"},
      {"{\"position\":9,\"gaps\":[-3]}", "'gaps' holds whole numbers from 1"},
      {"{\"position\":9,\"gaps\":[1.5]}", "'gaps' holds whole numbers from 1"},
      {"{\"position\":9,\"gaps\":[\"3\"]}", "'gaps' holds whole numbers from 1"},
      {"{\"position\":9,\"gaps\":[3,3]}", "its gaps do not ascend"},
      {"{\"position\":9,\"gaps\":[5,3]}", "its gaps do not ascend"},
      {"{\"position\":9,\"gaps\":[3,9]}", "its gap 9 is not below its position 9"},
      {"{\"position\":9,\"gaps\":[10]}", "its gap 10 is not below its position 9"},
      {"{\"position\":9,\"gaps\":[[3]]}", "it is nested"},
      {"{\"position\":{\"position\":1}}", "it is nested"},
      {"{\"position\":" + std::string(400, '9') + "}", "a number in it is too large"},
  }));
  CAPTURE(text);
  CHECK_THAT(complaint_about(text), ContainsSubstring(expected));
  CHECK_THAT(complaint_about(text), ContainsSubstring("this is no token: "));
}

TEST_CASE("a text that is nested a million times is refused at once", "[unit][token]") {
  constexpr std::size_t depth = 1'000'000;
  CHECK_THAT(complaint_about(std::string(depth, '[')), ContainsSubstring("it is nested"));
  std::string objects;
  for (std::size_t i = 0; i < depth / 10; ++i) objects += "{\"position\":";
  CHECK_THAT(complaint_about(objects), ContainsSubstring("it is nested"));
}

}  // namespace eventstore::engine
