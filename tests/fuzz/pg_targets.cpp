// Tokens and connection strings.

#include <string>

#include "core/engine/tracking_token.hpp"
#include "core/pg/conninfo.hpp"
#include "core/tool/passwords.hpp"
#include "tests/fuzz/target.hpp"

namespace eventstore::fuzz {

void token(std::string_view input) {
  require_own_words(
      refusal_of([&] {
        const engine::TrackingToken read = engine::token_from_json(input);
        require(engine::token_from_json(engine::to_json(read)) == read,
                "a token is read as it is written", input);
        require(engine::covers(read, read), "a token covers itself", input);
        require(engine::lower_bound(read, read) == read, "the lower bound with itself", input);
        require(engine::upper_bound(read, read) == read, "the upper bound with itself", input);
      }),
      input);
}

void connection_string(std::string_view input) {
  // libpq takes no NUL.
  const std::string text{input.substr(0, input.find('\0'))};
  const std::string shown = without_passwords(text);
  require(without_passwords(shown) == shown, "what is hidden stays as it is", shown);
  require_sentence(refusal_of([&] {
    const pg::Keywords keywords = pg::keywords_of(text);
    require(pg::keywords_of(pg::connection_string_of(keywords)) == keywords,
            "keywords are read as they are written", text);
    const auto password = keywords.find("password");
    if (password == keywords.end() || password->second.empty()) return;
    const pg::Keywords shown_keywords = pg::keywords_of(shown);
    const auto shown_password = shown_keywords.find("password");
    require(shown_password == shown_keywords.end() || shown_password->second == "***",
            "no password is shown", shown);
    const std::string whole = pg::connection_string_of(keywords);
    const pg::SplitConnection split = pg::split_secrets({.connection_string = whole, .name = "x"});
    require(split.password == password->second, "the password is split off", text);
    require(!pg::keywords_of(split.connection_string).contains("password"),
            "no password is among what others may see", split.connection_string);
  }));
}

}  // namespace eventstore::fuzz
