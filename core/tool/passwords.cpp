#include "core/tool/passwords.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <re2/re2.h>

namespace eventstore {

namespace {

constexpr std::string_view mask = "***";

/// Of libpq and its environment, in lower case.
constexpr std::array secret_keywords{
    std::string_view{"password"},         std::string_view{"sslpassword"},
    std::string_view{"pgpassword"},       std::string_view{"oauth_client_secret"},
    std::string_view{"scram_client_key"}, std::string_view{"scram_server_key"}};

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// "%70assword" -> "password"
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_encoded = text[i] == '%' && i + 2 < text.size() &&
                            std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
                            std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0;
    if (!is_encoded) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
    i += 2;
  }
  return decoded;
}

bool is_secret(std::string_view keyword) {
  std::string plain = percent_decoded(keyword);
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(secret_keywords.begin(), secret_keywords.end(), plain) != secret_keywords.end();
}

/// Whether a mask stands there already, and nothing that it should have hidden behind it.
bool is_masked(std::string_view value) {
  if (!value.starts_with(mask)) return false;
  const std::string_view rest = value.substr(mask.size());
  return rest.empty() || is_blank(rest.front()) || rest.front() == '"' || rest.front() == '\'';
}

/// "?user=me&password=***": parameters of URIs, whose values go on to the next "&".  Around a URI
/// there may be a message, of which the rest of the line is hidden then, since a value may have
/// blanks and quotes; unless `is_uri`.
std::string without_secret_parameters(std::string_view text, bool is_uri) {
  static const RE2 parameter{R"re((?s)([?&])((?:%[0-9A-Fa-f]{2}|\w)+)=)re", RE2::Latin1};
  const std::string_view ends = is_uri ? "&" : "&\n";
  std::string kept;
  re2::StringPiece rest{text.data(), text.size()};
  while (true) {
    const re2::StringPiece before = rest;
    std::string mark, keyword;
    if (!RE2::FindAndConsume(&rest, parameter, &mark, &keyword)) {
      return kept.append(before.data(), before.size());
    }
    kept.append(before.data(), before.size() - rest.size());
    const std::string_view value{rest.data(), rest.size()};
    if (!is_secret(keyword) || is_masked(value)) continue;
    kept += mask;
    rest.remove_prefix(std::min(value.find_first_of(ends), value.size()));
  }
}

/// What follows the "://" of a URI, up to the first blank.
std::string uri_without_passwords(std::string_view uri) {
  // Up to the last @: a password may hold one that its owner forgot to encode.
  const std::size_t at = uri.rfind('@');
  const std::size_t colon = uri.find(':');
  if (at == std::string_view::npos || colon > at) return std::string{uri};
  return std::string{uri.substr(0, colon + 1)}.append(mask).append(uri.substr(at));
}

/// The URIs in a text, which end at a blank; an unencoded blank in a password is followed by its @.
std::string without_uri_passwords(const std::string& text, bool is_uri) {
  static const RE2 uri{R"((\w+)://)", RE2::Latin1};
  std::string kept;
  re2::StringPiece rest{text};
  while (true) {
    const re2::StringPiece before = rest;
    std::string scheme;
    if (!RE2::FindAndConsume(&rest, uri, &scheme)) return kept.append(before.data(), before.size());
    kept.append(before.data(), before.size() - rest.size());
    const std::string_view behind{rest.data(), rest.size()};
    if (is_uri) return kept + uri_without_passwords(behind);
    const auto blank = std::find_if(behind.begin(), behind.end(), is_blank);
    auto end = static_cast<std::size_t>(blank - behind.begin());
    const bool has_credentials = behind.substr(0, end).find('@') != std::string_view::npos;
    const bool may_have =
        scheme.starts_with("postgres") && behind.substr(0, end).find(':') != std::string_view::npos;
    if (!has_credentials && may_have && behind.rfind('@') != std::string_view::npos) {
      const auto later = std::find_if(
          behind.begin() + static_cast<std::ptrdiff_t>(behind.rfind('@')), behind.end(), is_blank);
      end = static_cast<std::size_t>(later - behind.begin());
    }
    kept += uri_without_passwords(behind.substr(0, end));
    rest.remove_prefix(end);
  }
}

}  // namespace

std::string without_passwords(const std::string& argument) {
  const bool is_uri = argument.starts_with("postgres://") || argument.starts_with("postgresql://");
  // As libpq reads them: in quotes, of which the last may be missing, or up to a blank that has no
  // backslash in front.
  static const RE2 in_pairs{
      R"re((?i)((?:\w*password|oauth_client_secret|scram_(?:client|server)_key)\s*=\s*))re"
      R"re((?:\*\*\*($|[\s&'"])|'(?:\\(?:.|\n)|[^'\\])*(?:'\S*|$)|(?:\\(?:.|\n)|[^\s\\])+))re",
      RE2::Latin1};
  std::string text = without_uri_passwords(without_secret_parameters(argument, is_uri), is_uri);
  RE2::GlobalReplace(&text, in_pairs, "\\1***\\2");
  return text;
}

}  // namespace eventstore
