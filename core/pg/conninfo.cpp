#include "core/pg/conninfo.hpp"

#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/tool/errors.hpp"

namespace eventstore::pg {

Keywords keywords_of(const std::string& text) {
  const bool is_plain_name =
      text.find('=') == std::string::npos && text.find("://") == std::string::npos && !text.empty();
  if (is_plain_name) return {{"dbname", text}};
  char* complaint = nullptr;
  struct FreeOptions {
    void operator()(PQconninfoOption* parsed) const { PQconninfoFree(parsed); }
  };
  const std::unique_ptr<PQconninfoOption, FreeOptions> options{
      PQconninfoParse(text.c_str(), &complaint)};
  if (!options) {
    const std::string reason = complaint == nullptr ? "out of memory" : complaint;
    PQfreemem(complaint);
    throw UsageError(fmt::format("--database is no connection string that libpq knows: {}",
                                 reason.substr(0, reason.find('\n'))));
  }
  Keywords found;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) found[option->keyword] = option->val;
  }
  return found;
}

std::string connection_string_of(const Keywords& keywords) {
  std::string text;
  for (const auto& [keyword, value] : keywords) {
    text += fmt::format("{}{}='", text.empty() ? "" : " ", keyword);
    for (const char character : value) {
      if (character == '\'' || character == '\\') text += '\\';
      text += character;
    }
    text += '\'';
  }
  return text;
}

SplitConnection split_secrets(const Database& database) {
  auto keywords = keywords_of(database.connection_string);
  SplitConnection split{.password = keywords["password"],
                        .has_key_password = keywords.contains("sslpassword")};
  keywords.erase("password");
  keywords.erase("sslpassword");
  split.connection_string = connection_string_of(keywords);
  return split;
}

}  // namespace eventstore::pg
