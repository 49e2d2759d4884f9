#include "core/dataset/seed_command.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

namespace eventstore::dataset {

namespace {

/// In the order of --help.
constexpr std::array option_names{"events",      "tenants",       "seed",       "tenant_skew",
                                  "payload_mix", "payload_scale", "interleave", "snapshot_every"};
constexpr std::size_t always_told = 2;

}  // namespace

nlohmann::json usual_options() {
  return {{"events", 1'000'000},
          {"tenants", 12},
          {"seed", 42},
          {"tenant_skew", "80/20"},
          {"payload_mix", "70/25/5"},
          {"payload_scale", "1"},
          {"interleave", "lifetimes"},
          {"snapshot_every", 100},
          {"appended", nlohmann::json::array()}};
}

std::vector<std::string> seed_arguments(const nlohmann::json& options) {
  const nlohmann::json usual = usual_options();
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < option_names.size(); ++i) {
    const auto found = options.find(option_names[i]);
    if (found == options.end()) continue;
    if (i >= always_told && *found == usual.at(option_names[i])) continue;
    std::string name = option_names[i];
    std::replace(name.begin(), name.end(), '_', '-');
    arguments.push_back("--" + name);
    arguments.push_back(found->is_string() ? found->get<std::string>() : found->dump());
  }
  return arguments;
}

std::string seed_command(const nlohmann::json& options, const std::string& arguments) {
  std::string command = "seed-events";
  for (const std::string& argument : seed_arguments(options)) command += " " + argument;
  return command + arguments;
}

std::string first_seed_command(const std::string& arguments) {
  return seed_command(usual_options(), arguments);
}

std::string seed_events_program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "seed-events";
}

}  // namespace eventstore::dataset
