// A field of a reply as text, whichever format it came in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/pg/reply.hpp"

namespace eventstore::pg {

/// What a column's values are compared as.
enum class FieldKind : std::uint8_t { other, boolean, number, text };

/// `other`: a type whose binary form is not read here.  `type` is an OID of pg_type.dat.
[[nodiscard]] FieldKind kind_of_type(unsigned type);

/// The field as PostgreSQL's output function writes it ("t", "42", a uuid in lower case); nothing
/// when it is NULL.  Throws std::logic_error for a binary field of a type that is `other`.
[[nodiscard]] std::optional<std::string> field_text(const Reply& reply, std::int64_t row,
                                                    int column);

/// "t" or "f" of t, true, f, false in any case; nothing for any other text.
[[nodiscard]] std::optional<std::string_view> boolean_text(std::string_view text);

}  // namespace eventstore::pg
