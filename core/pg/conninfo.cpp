#include "core/pg/conninfo.hpp"

#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <re2/re2.h>

#include "core/tool/errors.hpp"
#include "core/tool/passwords.hpp"

namespace eventstore::pg {

namespace {

/// libpq repeats the words that it stumbles over, which may be pieces of a password.
std::string without_quotations(std::string message) {
  static const RE2 quotation{R"re("[^"]*"?)re", RE2::Latin1};
  RE2::GlobalReplace(&message, quotation, "\"***\"");
  return message;
}

/// A URI's password with one of the characters that mean something else there: libpq would take its
/// end for the name of the host, and print it.
void refuse_unencoded_credentials(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos) return;
  const std::string_view uri = std::string_view{text}.substr(scheme + 3);
  // libpq takes what is in front of the first @ for the credentials, unless a / comes before.
  const std::size_t at = uri.find('@');
  const std::size_t slash = uri.find('/');
  if (at < slash) {
    const std::string_view host = uri.substr(at + 1);
    if (host.substr(0, host.find_first_of("/?")).find('@') == std::string_view::npos) return;
  } else {
    // Parameters may hold an @.
    const std::string_view path = uri.substr(0, uri.find('?'));
    const bool may_hold_password = path.find(':') < slash && path.find('@') != std::string::npos;
    if (!may_hold_password) return;
  }
  throw UsageError(
      "the user or password in the URI of --database holds @ or /: write them as %40 and %2F "
      "(% as %25), or give the password in PGPASSWORD");
}

}  // namespace

Keywords keywords_of(const std::string& text) {
  const bool is_plain_name =
      text.find('=') == std::string::npos && text.find("://") == std::string::npos && !text.empty();
  if (is_plain_name) return {{"dbname", text}};
  refuse_unencoded_credentials(text);
  char* complaint = nullptr;
  struct FreeOptions {
    void operator()(PQconninfoOption* parsed) const { PQconninfoFree(parsed); }
  };
  const std::unique_ptr<PQconninfoOption, FreeOptions> options{
      PQconninfoParse(text.c_str(), &complaint)};
  if (!options) {
    const std::string reason = complaint == nullptr ? "out of memory" : complaint;
    PQfreemem(complaint);
    const std::string first_line = reason.substr(0, reason.find('\n'));
    const bool holds_secret = without_passwords(text) != text;
    throw UsageError(fmt::format("libpq cannot read the connection string of --database: {}",
                                 holds_secret ? without_quotations(first_line) : first_line));
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
