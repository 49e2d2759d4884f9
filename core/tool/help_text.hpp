// The --help of every tool, as a person would write it.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace eventstore {

/// Usage, then each group of options with the value they take, what it may be and what it is by
/// default, then commands; 80 columns wide.  An option's value is called what type_name() says,
/// what it may be is the description of its checks (core/tool/allowed_values.hpp).  What excludes
/// what is for the text of a group to say.
class HelpText : public CLI::Formatter {
 public:
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;
};

/// Gives `app`, and every command and group that it has so far, this help.
void use_help_text(CLI::App& app);

}  // namespace eventstore
