// What a run of a tool makes on a server: for a DBA to sign off before it runs (--print-settings).
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/pg/footprint_entries.hpp"

namespace eventstore::pg {

/// Declares --print-settings.
void add_print_settings_option(CLI::App& app, bool& chosen);

/// Declares --print-settings for a tool whose commands have it, too: alone it needs no command.
void add_print_settings_of_every_command(CLI::App& app, bool& chosen);

/// Declares --print-settings for a tool, or a command, that opens no database: it says so, whatever
/// else is asked.  `name`: "eventstore_load list".
void add_print_settings_of_no_database(CLI::App& app, const std::string& name);

class Footprint {
 public:
  /// `run`: the tool and what it is asked to do: "plan-review, store reference".
  Footprint(Tool tool, std::string run) : tool_(tool), run_(std::move(run)) {}

  /// Everything that the tool may make, each with the runs that make it.
  [[nodiscard]] static Footprint of_every_command(Tool tool);

  /// `detail`: what is known of this run: "up to 64".  Throws std::logic_error for what the page
  /// does not list for the tool.
  void add(Entry entry, const std::string& detail = "");

  /// A copy of the seeded database, or of template1; `purpose` is part of its name.
  void add_copy(const std::string& purpose);
  /// What every tool that judges reads first, and what it asks while it waits.
  void add_look_at_seeded_data();
  /// The local server, where it is the one that is worked on.
  void add_local_server(const std::string& database_option);

  [[nodiscard]] bool has(Entry entry) const;

  /// The whole, in lines of at most 80 columns; one sentence for a run that opens no database.
  [[nodiscard]] std::string text() const;

 private:
  struct Item {
    const FootprintEntry* entry = nullptr;
    std::string detail;
  };
  [[nodiscard]] std::vector<std::string> texts_of(Part part) const;
  [[nodiscard]] std::vector<std::string> session_settings() const;

  Tool tool_;
  std::string run_;
  std::vector<Item> items_;
};

}  // namespace eventstore::pg
