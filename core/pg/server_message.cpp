#include "core/pg/server_message.hpp"

#include <sstream>

#include <re2/re2.h>

#include "core/pg/reply.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::pg {

namespace {

constexpr std::string_view disk_full = "53100";
constexpr std::string_view disk_full_words = "No space left on device";

}  // namespace

std::string one_line(std::string message, std::string_view sqlstate) {
  // libpq ends its sentences with a full stop, the server does not.
  message.erase(message.find_last_not_of(".\n ") + 1);
  for (std::size_t at = 0; (at = message.find('\t', at)) != std::string::npos;) {
    message.erase(at, 1);
  }
  for (std::size_t at = 0; (at = message.find('\n', at)) != std::string::npos;) {
    message.replace(at, 1, "; ");
  }
  if (sqlstate == disk_full && message.find(disk_full_words) == std::string::npos) {
    message.append(": ").append(disk_full_words);
  }
  return visible_line(message);
}

std::string verbose_sqlstate(const std::string& message) {
  // The first on a line stands right behind the severity; what follows may be anything.
  static const RE2 code{":  ([0-9A-Z]{5}): ", RE2::Latin1};
  std::string found;
  std::istringstream lines{message};
  for (std::string line; std::getline(lines, line);) {
    RE2::PartialMatch(line, code, &found);
  }
  return found;
}

std::string reply_words(const Reply& reply) {
  std::string words = reply.message();
  if (const std::string text = reply.detail(); !text.empty()) words += "; DETAIL: " + text;
  if (const std::string text = reply.hint(); !text.empty()) words += "; HINT: " + text;
  return words;
}

}  // namespace eventstore::pg
