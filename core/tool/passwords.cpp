#include "core/tool/passwords.hpp"

#include <regex>

namespace eventstore {

std::string without_passwords(const std::string& argument) {
  // Up to the last @: a password may hold one that its owner forgot to encode.
  static const std::regex in_uri{R"((\w+://[^:/@\s]*:).*@)"};
  static const std::regex in_pairs{R"re((password\s*=\s*)('(\\.|[^'\\])*'|[^\s&'"]+))re",
                                   std::regex::icase};
  return std::regex_replace(std::regex_replace(argument, in_uri, "$1***@"), in_pairs, "$1***");
}

}  // namespace eventstore
