// A server's message as part of one of our sentences.
#pragma once

#include <string>
#include <string_view>

namespace eventstore::pg {

class Reply;

/// Without newlines, tabs, characters that a terminal acts on, what only laid it out and a full
/// stop at its end.  A full disk is called that: where the system took a part of a page, the server
/// says how much of it and leaves the reason to its hint.
[[nodiscard]] std::string one_line(std::string message, std::string_view sqlstate = {});

/// All that the server says of an error: `no such thing; DETAIL: ...; HINT: ...`.
[[nodiscard]] std::string reply_words(const Reply& reply);

/// The SQLSTATE in a message of libpq's at verbosity PQERRORS_VERBOSE ("FATAL:  53300: sorry, too
/// many clients already"); "" when there is none.  Of several hosts' messages, that of the last.
[[nodiscard]] std::string verbose_sqlstate(const std::string& message);

}  // namespace eventstore::pg
