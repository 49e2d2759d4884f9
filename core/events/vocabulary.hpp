// Words that payloads are made of: people, places, goods, amounts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace eventstore {

/// One of `words`, which is not empty.
[[nodiscard]] std::string_view choose(std::span<const std::string_view> words,
                                      std::uint64_t& state);

/// low <= result <= high.
[[nodiscard]] std::int64_t number_between(std::int64_t low, std::int64_t high,
                                          std::uint64_t& state);

[[nodiscard]] std::string person_name(std::uint64_t& state);    ///< "Jörg Weiß"
[[nodiscard]] std::string email_address(std::uint64_t& state);  ///< ASCII.
[[nodiscard]] std::string company_name(std::uint64_t& state);
[[nodiscard]] std::string street(std::uint64_t& state);  ///< "Lindenstraße 12"
[[nodiscard]] std::string_view city(std::uint64_t& state);
[[nodiscard]] std::string_view country(std::uint64_t& state);  ///< Two letters.
[[nodiscard]] std::string_view currency(std::uint64_t& state);
[[nodiscard]] std::string article(std::uint64_t& state);         ///< "Folding table, oak"
[[nodiscard]] std::string article_number(std::uint64_t& state);  ///< "TK-40913"

/// An amount with two decimals, 0.01 to `units_max`.99, as a JSON number.
[[nodiscard]] std::string amount(std::int64_t units_max, std::uint64_t& state);

/// A day of the first half of 2025, as ISO 8601 has it.
[[nodiscard]] std::string day(std::uint64_t& state);

}  // namespace eventstore
