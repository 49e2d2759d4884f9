// Bars of text.
#include "core/tool/bars.hpp"

#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace eventstore;

TEST_CASE("a bar is as long as its part of the width", "[unit][bars]") {
  CHECK(bar(1.0, 8, BarStyle::ascii) == "########");
  CHECK(bar(0.5, 8, BarStyle::ascii) == "####");
  CHECK(bar(1.0, 3, BarStyle::blocks) == "███");
  CHECK(bar(0.5, 3, BarStyle::blocks) == "█▌");
  CHECK(bar(0.125, 1, BarStyle::blocks) == "▏");
}

TEST_CASE("little is more than nothing, and nothing is longer than the width", "[unit][bars]") {
  CHECK(bar(1e-6, 8, BarStyle::ascii) == ".");
  CHECK(bar(1e-6, 8, BarStyle::blocks) == "▏");
  CHECK(bar(0.0, 8, BarStyle::ascii).empty());
  CHECK(bar(0.0, 8, BarStyle::blocks).empty());
  CHECK(bar(7.0, 4, BarStyle::ascii) == "####");
}

TEST_CASE("the longest bar of a table is as wide as bars get", "[unit][bars]") {
  BarTable table{{{.title = "size"}, {.title = "events", .align = Align::right}}, "share"};
  table.add_row({{"small"}, {"70"}}, 70);
  table.add_row({{"medium"}, {"35"}}, 35);
  table.add_row({{"none"}, {"0"}}, 0);
  CHECK(table.text({}, BarStyle::ascii) ==
        "size    events  share\n"
        "------  ------  ------------------------------\n"
        "small       70  ##############################\n"
        "medium      35  ###############\n"
        "none         0\n");
}

TEST_CASE("a table of nothing but zeros has no bars", "[unit][bars]") {
  BarTable table{{{.title = "size"}}, "share"};
  table.add_row({{"small"}}, 0);
  CHECK(table.text({}, BarStyle::blocks) ==
        "size   share\n"
        "-----  -----\n"
        "small\n");
}
