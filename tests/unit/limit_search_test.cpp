// The search for the highest rate that holds, on systems whose limit is known.

#include "bench/load/limit_search.hpp"

#include <cstdint>
#include <functional>

#include <catch2/catch_test_macros.hpp>

#include "core/random/random.hpp"

using namespace eventstore;
using load::Held;
using load::Look;
using load::search_limit;
using load::SearchBounds;
using load::SearchEnd;
using load::SearchResult;

namespace {

constexpr int many_looks = 200;

/// Counts the looks, so that a search that would not end does.
struct System {
  std::function<Held(double, Look)> answer;
  int looks = 0;
  [[nodiscard]] SearchResult search(const SearchBounds& bounds = {}) {
    return search_limit(bounds, [this](double rate, Look look) {
      REQUIRE(++looks < many_looks);
      return answer(rate, look);
    });
  }
};

Held below(double limit, double rate) {
  return rate <= limit ? Held::yes : Held::no;
}

}  // namespace

TEST_CASE("a limit is found within five per cent, wherever it is", "[unit][load]") {
  for (const double limit : {100.0, 101.0, 777.0, 1600.0, 12'345.0, 999'000.0}) {
    System system{[&](double rate, Look) { return below(limit, rate); }};
    const SearchResult found = system.search();
    INFO(limit);
    CHECK(found.end == SearchEnd::found);
    REQUIRE(found.held);
    CHECK(*found.held <= limit);
    CHECK(*found.held >= limit / 1.05);
    REQUIRE(found.broken);
    CHECK(*found.broken > limit);
    CHECK(system.looks < 30);
  }
}

TEST_CASE("a system whose answers waver near its limit is given a rate near it", "[unit][load]") {
  for (std::uint64_t seed = 1; seed < 100; ++seed) {
    std::uint64_t state = seed;
    System system{[&](double rate, Look look) {
      const double noise = static_cast<double>(next_bits(state) >> 11U) * 0x1.0p-53 - 0.5;
      return below(1000.0 * (1.0 + (look == Look::probe ? 0.2 : 0.02) * noise), rate);
    }};
    const SearchResult found = system.search();
    CHECK(found.end == SearchEnd::found);
    CHECK(found.held.value_or(0.0) <= 1010.0);
    CHECK(found.held.value_or(0.0) >= 750.0);
  }
}

TEST_CASE("a search ends when nothing holds, and when everything does", "[unit][load]") {
  System dead{[](double, Look) { return Held::no; }};
  const SearchResult never = dead.search();
  CHECK(never.end == SearchEnd::never_held);
  CHECK_FALSE(never.held);
  CHECK(dead.looks == 2);

  System boundless{[](double, Look) { return Held::yes; }};
  const SearchResult always = boundless.search();
  CHECK(always.end == SearchEnd::unbounded);
  CHECK(always.held == 1'000'000.0);
  CHECK(boundless.looks < 20);
}

TEST_CASE("what holds for a short look only is stepped down from, to the start at most",
          "[unit][load]") {
  System weary{
      [](double rate, Look look) { return below(look == Look::probe ? 1000.0 : 700.0, rate); }};
  const SearchResult found = weary.search();
  CHECK(found.end == SearchEnd::found);
  CHECK(found.held.value_or(0.0) <= 700.0);
  CHECK(found.held.value_or(0.0) >= 700.0 / 1.05);

  System hopeless{[](double rate, Look look) {
    return look == Look::confirm ? Held::no : below(50'000.0, rate);
  }};
  const SearchResult never = hopeless.search();
  CHECK(never.end == SearchEnd::never_held);
  CHECK_FALSE(never.held);
}

TEST_CASE("one bad look at the start is not the end", "[unit][load]") {
  int looks = 0;
  System system{[&](double rate, Look) { return ++looks == 1 ? Held::no : below(500.0, rate); }};
  CHECK(system.search().end == SearchEnd::found);
}

TEST_CASE("a generator that is the limit ends the search, with what held until then",
          "[unit][load]") {
  System system{[](double rate, Look) { return rate > 300.0 ? Held::untold : Held::yes; }};
  const SearchResult found = system.search();
  CHECK(found.end == SearchEnd::untold);
  CHECK(found.held == 200.0);
  CHECK_FALSE(found.broken);

  int looks = 0;
  System once{[&](double rate, Look) { return ++looks == 3 ? Held::untold : below(700.0, rate); }};
  CHECK(once.search().end == SearchEnd::found);
}

TEST_CASE("a signal ends the search, with what held until then", "[unit][load]") {
  System system{[](double rate, Look) { return rate > 300.0 ? Held::stopped : Held::yes; }};
  const SearchResult found = system.search();
  CHECK(found.end == SearchEnd::stopped);
  CHECK(found.held == 200.0);
}
