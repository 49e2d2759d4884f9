#include "core/tool/number_options.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "core/tool/quantity.hpp"

namespace eventstore {

namespace {

/// Leaves the number in `text` as CLI11 reads it; returns a complaint where there is none.
template <typename Number>
std::string settle(const ReadNumber<Number>& read, std::string& text) {
  if (read) text = fmt::format("{}", read.value);
  return read.complaint;
}

template <typename Whole>
std::string take_count(std::string& text) {
  return settle(read_count(text, static_cast<std::uint64_t>(std::numeric_limits<Whole>::max())),
                text);
}

std::string take_bytes(std::string& text) {
  return settle(read_bytes(text, std::numeric_limits<std::int64_t>::max()), text);
}

std::string take_seconds(std::string& text) {
  return settle(read_duration(text, "s"), text);
}

std::string take_milliseconds(std::string& text) {
  ReadNumber<double> read = read_duration(text, "ms");
  read.value *= 1000.0;
  return settle(read, text);
}

std::string take_number(std::string& text) {
  return settle(read_number(text), text);
}

/// Where the type name does not say whether fractions are taken.
std::string take_any_number(std::string& text) {
  return take_count<std::int64_t>(text).empty() ? "" : take_number(text);
}

struct Reader {
  std::string_view type;  ///< The name of the option's values.
  std::string (*take)(std::string&);
};

constexpr std::array readers{Reader{"INT", take_count<std::int64_t>},
                             Reader{"UINT", take_count<std::uint64_t>},
                             Reader{"FLOAT", take_number},
                             Reader{"FACTOR", take_number},
                             Reader{"BOUND", take_number},
                             Reader{"RATE", take_number},
                             Reader{"N", take_any_number},
                             Reader{"SECONDS", take_seconds},
                             Reader{"MS", take_milliseconds},
                             Reader{"BYTES", take_bytes}};

}  // namespace

void take_numbers(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    // What the checks say follows behind a colon.
    const std::string all = option->get_type_name();
    const std::string_view type = std::string_view{all}.substr(0, all.find(':'));
    for (const Reader& reader : readers) {
      if (reader.type == type) option->transform(CLI::Validator{reader.take, ""});
    }
  }
  for (CLI::App* part : app.get_subcommands([](const CLI::App*) { return true; })) {
    take_numbers(*part);
  }
}

}  // namespace eventstore
