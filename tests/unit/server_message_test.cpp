// What the server says, as part of one sentence of ours.

#include "core/pg/server_message.hpp"

#include <catch2/catch_test_macros.hpp>

using eventstore::pg::one_line;
using eventstore::pg::verbose_sqlstate;

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

TEST_CASE("a verbose message has its SQLSTATE behind the severity, in whatever language",
          "[unit][outcome]") {
  const std::string socket = "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: ";
  CHECK(verbose_sqlstate(socket + "FATAL:  53300: sorry, too many clients already\n"
                                  "LOCATION:  InitProcess, proc.c:349\n") == "53300");
  CHECK(verbose_sqlstate("VERHÄNGNISVOLL:  3D000: Datenbank »x« existiert nicht\n") == "3D000");
  // What a client sends comes back in messages, behind the server's own code.
  CHECK(verbose_sqlstate(
            "FATAL:  28P01: password authentication failed for user \"a:  53300: b\"") == "28P01");
  // Of two hosts, or of an attempt with TLS and one without.
  CHECK(verbose_sqlstate(socket + "FATAL:  57P03: the database system is starting up\n" + socket +
                         "FATAL:  53300: sorry, too many clients already\n") == "53300");
  CHECK(verbose_sqlstate(socket + "No such file or directory\n\tIs the server running locally and "
                                  "accepting connections on that socket?\n")
            .empty());
  CHECK(verbose_sqlstate("FATAL:  sorry, too many clients already\n").empty());
  CHECK(verbose_sqlstate("").empty());
}
