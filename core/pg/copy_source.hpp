// Which database a disposable copy of this process was made of: what a user is told to change is
// theirs, from which copies get it.
#pragma once

#include <string>

namespace eventstore::pg {

/// `source`: whose settings the copy gets.  From any thread, as the next one.
void note_copy_source(const std::string& copy, const std::string& source);

/// The source of a copy; any other name as it is.
[[nodiscard]] std::string source_of_copy(const std::string& database);

}  // namespace eventstore::pg
