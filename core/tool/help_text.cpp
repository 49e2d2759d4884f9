#include "core/tool/help_text.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/tool/numbers.hpp"
#include "core/tool/wrapped_text.hpp"

namespace eventstore {

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t text_column = 28;

using Options = std::vector<const CLI::Option*>;

/// A term on the left, what it means on the right.
std::string entry(const std::string& term, std::string_view meaning) {
  std::string out = "  " + term;
  if (out.size() + 2 > text_column) {
    out += '\n' + std::string(text_column, ' ');
  } else {
    out.resize(text_column, ' ');
  }
  append_wrapped(out, meaning, {.width = width, .column = text_column, .indent = text_column});
  return out;
}

/// CLI11 has the name of a value and the descriptions of its checks in one text, ':' between them.
struct ValueText {
  std::string name;
  std::string allowed;
};

ValueText value_text(const CLI::Option& option) {
  const std::string all = option.get_type_name();
  const std::size_t colon = all.find(':');
  ValueText text{.name = all.substr(0, colon), .allowed = {}};
  if (colon != std::string::npos) text.allowed = all.substr(colon + 1);
  if (text.name == "INT" || text.name == "UINT" || text.name == "FLOAT") text.name = "N";
  return text;
}

bool takes_value(const CLI::Option& option) {
  return option.get_type_size() != 0;
}

bool takes_many(const CLI::Option& option) {
  return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

/// "-h, --help", "--events N", "FILE...".
std::string term_of(const CLI::Option& option) {
  std::string term = option.get_name(option.get_positional(), !option.get_positional());
  for (std::size_t at = 0; (at = term.find(',', at)) != std::string::npos; at += 2) {
    term.insert(at + 1, " ");
  }
  if (takes_value(option) && !option.get_positional()) term += " " + value_text(option).name;
  return takes_many(option) ? term + "..." : term;
}

/// A number with its thousands apart, anything else as it is.
std::string readable(const std::string& value) {
  const bool is_number =
      !value.empty() && value.size() < 19 &&
      std::all_of(value.begin(), value.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return is_number ? grouped(std::stoll(value)) : value;
}

std::string meaning_of(const CLI::Option& option) {
  std::vector<std::string> notes;
  if (takes_value(option)) {
    if (const std::string allowed = value_text(option).allowed; !allowed.empty()) {
      notes.push_back(allowed);
    }
    if (const std::string usual = option.get_default_str(); !usual.empty()) {
      notes.push_back("default " + readable(usual));
    }
    if (option.get_required() && !option.get_positional()) notes.emplace_back("required");
  }
  const std::string& text = option.get_description();
  return notes.empty() ? text : fmt::format("{} ({})", text, fmt::join(notes, "; "));
}

std::string options_text(const std::string& title, const Options& options) {
  if (options.empty()) return {};
  std::string out = "\n";
  append_wrapped(out, title, {.width = width, .indent = 2});
  for (const CLI::Option* option : options) out += entry(term_of(*option), meaning_of(*option));
  return out;
}

std::vector<const CLI::App*> option_groups(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* part) { return part->get_name().empty(); });
}

std::vector<const CLI::App*> commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* part) { return !part->get_name().empty(); });
}

Options positionals(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

/// Without the --help that CLI11 gives every group, and without those that belong to no group.
Options named_options(const CLI::App& app) {
  return app.get_options([&app](const CLI::Option* option) {
    const bool is_of_group = app.get_name().empty() && option == app.get_help_ptr();
    return option->nonpositional() && !is_of_group && !option->get_group().empty();
  });
}

std::string usage(const CLI::App& app, const std::string& name) {
  std::string line = fmt::format("Usage: {} [OPTIONS]", name);
  for (const CLI::Option* option : named_options(app)) {
    if (option->get_required()) line += " " + term_of(*option);
  }
  for (const CLI::Option* option : positionals(app)) {
    const std::string term = term_of(*option);
    line += option->get_required() ? " " + term : " [" + term + "]";
  }
  if (!commands(app).empty()) {
    line += app.get_require_subcommand_min() == 0 ? " [COMMAND]" : " COMMAND";
  }
  return line + "\n";
}

std::string commands_text(const CLI::App& app, const std::string& name) {
  if (commands(app).empty()) return {};
  std::string out = fmt::format("\nCommands; {} COMMAND --help has the options of each:\n", name);
  for (const CLI::App* command : commands(app)) {
    out += entry(command->get_name(), command->get_description());
  }
  return out;
}

}  // namespace

std::string HelpText::make_help(const CLI::App* app, std::string name,
                                CLI::AppFormatMode /*mode*/) const {
  std::string out;
  append_wrapped(out, app->get_description(), {.width = width});
  out += "\n" + usage(*app, name);
  out += options_text("Arguments:", positionals(*app));
  for (const CLI::App* group : option_groups(*app)) {
    const std::string about = group->get_description();
    const std::string title =
        about.empty() ? group->get_group() + ":" : fmt::format("{}: {}", group->get_group(), about);
    out += options_text(title, named_options(*group));
  }
  out += options_text(option_groups(*app).empty() ? "Options:" : "Other options:",
                      named_options(*app));
  out += commands_text(*app, name);
  if (app->get_parent() != nullptr && app->get_fallthrough()) {
    out += fmt::format("\nThe options of {} work here as well.\n", app->get_parent()->get_name());
  }
  if (const std::string footer = app->get_footer(); !footer.empty()) out += "\n" + footer + "\n";
  return out;
}

void use_help_text(CLI::App& app) {
  app.formatter(std::make_shared<HelpText>());
  if (!app.get_name().empty()) app.set_help_flag("-h,--help", "Print this help and stop");
  for (CLI::App* part : app.get_subcommands([](const CLI::App*) { return true; })) {
    use_help_text(*part);
  }
}

}  // namespace eventstore
