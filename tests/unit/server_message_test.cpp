// What the server says, as part of one sentence of ours.

#include "core/pg/server_message.hpp"

#include <catch2/catch_test_macros.hpp>

using eventstore::pg::one_line;

TEST_CASE("a message of several lines becomes one", "[unit]") {
  CHECK(one_line("ERROR:  syntax error\nLINE 1:\tfrom\n \n") ==
        "ERROR:  syntax error; LINE 1:from");
  CHECK(one_line("").empty());
  CHECK(one_line("server closed the connection\n\tbefore or while processing the request.\n") ==
        "server closed the connection; before or while processing the request");
}

TEST_CASE("a full disk is called that, whether or not the server does", "[unit][disk]") {
  const std::string partly = "could not extend file \"base/5/1\": wrote only 4096 of 8192 bytes";
  CHECK(one_line(partly, "53100") == partly + ": No space left on device");
  const std::string whole = "could not extend file \"base/5/1\": No space left on device";
  CHECK(one_line(whole, "53100") == whole);
  CHECK(one_line(partly, "58030") == partly);
}
