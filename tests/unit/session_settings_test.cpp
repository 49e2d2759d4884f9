#include "core/pg/session_settings.hpp"

#include <catch2/catch_test_macros.hpp>

namespace eventstore::pg {

TEST_CASE("settings are found in the options of a connection string", "[unit][pg]") {
  const Settings settings = settings_of_options(
      R"(  -c search_path=a,b -cDateStyle=German --statement-timeout=5s -c x.y=one\ two -B 5 -c)");
  CHECK(settings == Settings{{"search_path", "a,b"},
                             {"DateStyle", "German"},
                             {"statement_timeout", "5s"},
                             {"x.y", "one two"}});
  CHECK(settings_of_options("").empty());
  CHECK(settings_of_options("-c nothing --x \\").empty());
}

TEST_CASE("only what reads is read only, and only measured sessions keep hidden rows hidden",
          "[unit][pg]") {
  const auto of = [](SessionUse use, const char* name) {
    const Settings settings = settings_for(use, 150'000);
    const auto found = settings.find(name);
    return found == settings.end() ? "" : found->second;
  };
  constexpr const char* read_only = "default_transaction_read_only";
  CHECK(of(SessionUse::control, read_only) == "off");
  CHECK(of(SessionUse::audit, read_only) == "on");
  CHECK(of(SessionUse::measured_read, read_only) == "on");
  CHECK(of(SessionUse::measured_write, read_only) == "off");
  CHECK(of(SessionUse::control, "row_security") == "off");
  CHECK(of(SessionUse::audit, "row_security") == "off");
  CHECK(of(SessionUse::measured_read, "row_security").empty());
  CHECK(of(SessionUse::measured_write, "row_security").empty());
  CHECK(of(SessionUse::control, "temp_file_limit") == "-1");
  CHECK(of(SessionUse::measured_read, "temp_file_limit").empty());
}

TEST_CASE("a setting of a later server is not asked for", "[unit][pg]") {
  CHECK_FALSE(settings_for(SessionUse::control, 160'009).contains("transaction_timeout"));
  CHECK(settings_for(SessionUse::control, 170'000).at("transaction_timeout") == "0");
}

TEST_CASE("a pooler's session is refused where it differs, with what gives it to the role",
          "[unit][pg]") {
  std::string style = "ISO, MDY";
  std::string database = "shop";
  NewSession session{.database = "shop", .role = "app", .options = "", .client_pid = 1};
  session.server_version = 150'000;
  session.query = [&](const std::string& sql, const std::vector<std::string>&) {
    if (sql.find("row_security_active") != std::string::npos) return std::vector<NewSession::Row>{};
    return std::vector<NewSession::Row>{{{"name", "DateStyle"},
                                         {"found", style},
                                         {"wanted", "ISO, MDY"},
                                         {"is_pooled", "t"},
                                         {"database", database},
                                         {"role", "app"}}};
  };
  const auto complaint = [&]() -> std::string {
    try {
      static_cast<void>(establish(session, SessionUse::audit));
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  CHECK(complaint().empty());
  style = "German, DMY";
  CHECK(complaint() ==
        "database shop is reached through a pooler, on whose sessions no setting may stay behind: "
        "DateStyle is 'German, DMY', and 'ISO, MDY' is needed; run: ALTER ROLE app IN DATABASE "
        "shop SET DateStyle = 'ISO, MDY', or connect to the server itself");
  style = "ISO, MDY";
  database = "other";
  CHECK(complaint() ==
        "the connection to database shop asks for database shop and gets other: a pooler leads "
        "elsewhere; name other in --database, or connect to the server itself");
}

}  // namespace eventstore::pg
