#include "bench/pin_option.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/tool/allowed_values.hpp"

namespace eventstore::bench {

void add_pin_option(CLI::App& app, Pin& chosen) {
  constexpr std::array all{Pin::none, Pin::same, Pin::apart};
  std::vector<std::string> words(all.size());
  std::transform(all.begin(), all.end(), words.begin(), name_of);
  const auto parse = [&chosen, all](const std::string& word) {
    for (const Pin each : all) {
      if (name_of(each) == word) chosen = each;
    }
  };
  app.add_option_function<std::string>(
         "--pin", parse,
         "Client and server process of a connection on the same core, apart, or where the "
         "scheduler puts them (none)")
      ->type_name("HOW")
      ->transform(one_of(words))
      ->default_str(name_of(chosen));
}

}  // namespace eventstore::bench
