#include "generator/export_script.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "generator/export_options.hpp"
#include "generator/literal_text.hpp"

namespace eventstore::seed {

namespace {

std::string literal(std::string_view text) {
  std::string quoted;
  append_quoted(quoted, text, '\'');
  return quoted;
}

/// One of the harness's statements with its parameters written out: $1 is the first.
std::string statement(std::string_view name, const std::vector<std::string>& parameters = {}) {
  const std::string sql = catalogue::harness_sql(name);
  std::string text;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const bool is_parameter =
        sql[i] == '$' && i + 1 < sql.size() && sql[i + 1] >= '1' && sql[i + 1] <= '9';
    if (is_parameter) {
      text += literal(parameters.at(static_cast<std::size_t>(sql[++i] - '1')));
    } else {
      text += sql[i];
    }
  }
  return text;
}

void append_statement(std::string& out, const std::string& sql) {
  out += sql;
  out += ";\n";
}

void append_scripts(std::string& out, const std::vector<catalogue::StoreScript>& scripts) {
  for (const catalogue::StoreScript& script : scripts) {
    for (const std::string& sql : script.statements) append_statement(out, sql);
  }
}

void append_manifest(std::string& out, const dataset::Manifest& manifest) {
  append_statement(out, statement("manifest_schema"));
  append_statement(out, statement("manifest_table"));
  append_statement(out, statement("manifest_write", {nlohmann::json(manifest).dump()}));
}

/// Which objects of those names they are, is known where they are made.
std::string identify_made() {
  return fmt::format(fmt::runtime(catalogue::harness_sql("manifest_identify")),
                     fmt::arg("objects", catalogue::harness_sql("made_objects")));
}

/// One for each sequence that positions are taken from.
std::vector<std::string> move_sequences(const ExportTarget& target,
                                        const dataset::Manifest& manifest) {
  std::vector<std::string> statements;
  for (const std::string& name : target.position_sequences) {
    statements.push_back(statement("seed_move_sequence", {name, std::to_string(manifest.events)}));
  }
  return statements;
}

std::string check(const ExportTarget& target) {
  std::string tables;
  for (const std::string& table : target.made.tables) {
    tables += (tables.empty() ? "" : ", ") + literal(table);
  }
  return fmt::format(fmt::runtime(catalogue::harness_sql("export_check")),
                     fmt::arg("tables", tables));
}

std::string headline(const dataset::Manifest& manifest) {
  return fmt::format("-- {} of the store {}, made by seed-events; fingerprint {}.\n",
                     counted(manifest.events, "event"), manifest.store, manifest.fingerprint);
}

/// psql looks for files where it was started, so it goes to where the script is: \ir would know
/// that place, but \copy does not.  The shell that psql runs sees which files its parent has open.
constexpr std::string_view psql_start =
    "-- Fills an empty database:  psql -d DATABASE -f {script}\n"
    "-- (where there is no /proc, go to the script's directory first)\n"
    "\\set ON_ERROR_STOP on\n"
    "\\set QUIET on\n"
    "\\set directory `d=.; for f in /proc/$PPID/fd/*; do f=$(readlink \"$f\"); "
    "case $f in */'{script}') d=$(dirname \"$f\");; esac; done; echo \"$d\"`\n"
    "\\cd :directory\n"
    "\\set found `{test} && echo true || echo false`\n"
    "\\if :found\n"
    "\\else\n"
    "DO $$ BEGIN RAISE EXCEPTION '{files} must stand beside {script}; or run psql in their "
    "directory'; END $$;\n"
    "\\endif\n";

std::string psql_beginning(const std::string& name, const std::vector<TableFile>& files) {
  std::string test, list;
  for (const TableFile& file : files) {
    test += fmt::format("{}test -r '{}'", test.empty() ? "" : " && ", file.name);
    list += (list.empty() ? "" : ", ") + file.name;
  }
  return fmt::format(fmt::runtime(psql_start), fmt::arg("script", name), fmt::arg("test", test),
                     fmt::arg("files", list));
}

}  // namespace

bool is_plain_name(const std::string& name) {
  return !name.starts_with('-') && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-' ||
           c == '+' || c == ',' || c == '=' || c == '@';
  });
}

std::string sql_before_rows(const ExportTarget& target) {
  std::string out;
  append_statement(out, "SET client_encoding = 'UTF8'");
  append_statement(out, "SET standard_conforming_strings = on");
  append_statement(out, "SET search_path = " + target.schema);
  // As when seeding: what is there already, or falls back to something else, is no message.
  append_statement(out, "SET client_min_messages = warning");
  append_statement(out, "BEGIN");
  append_statement(out, check(target));
  append_scripts(out, target.catalogue.tables);
  return out;
}

std::string sql_after_rows(const ExportTarget& target, const dataset::Manifest& manifest) {
  std::string out = headline(manifest);
  append_scripts(out, target.catalogue.indexes);
  for (const std::string& sql : move_sequences(target, manifest)) append_statement(out, sql);
  for (const std::string& table : target.made.tables) append_statement(out, "ANALYZE " + table);
  append_manifest(out, manifest);
  append_statement(out, identify_made());
  append_statement(out, "COMMIT");
  // Not every client can run it behind a transaction.
  out += "-- Worth its time before anything is measured:  VACUUM (ANALYZE);\n";
  return out;
}

std::string psql_script(const ExportTarget& target, const std::string& name, FileFormat format,
                        const std::vector<TableFile>& files, const dataset::Manifest& loading,
                        const dataset::Manifest& complete) {
  std::string out = headline(complete) + psql_beginning(name, files);
  out += sql_before_rows(target);
  append_manifest(out, loading);
  for (const TableFile& file : files) {
    out += fmt::format("\\echo {}\n\\copy {} ({}) FROM '{}' (FORMAT {})\n", file.name,
                       file.table->identifier, file.table->column_list, file.name, to_text(format));
  }
  out += "\\echo indexes\n";
  append_scripts(out, target.catalogue.indexes);
  // The results are of no use to anybody.
  for (const std::string& sql : move_sequences(target, complete)) out += sql + " \\gset\n";
  append_statement(out, "COMMIT");
  out += "\\echo vacuum\n";
  for (const std::string& table : target.made.tables) {
    append_statement(out, "VACUUM (ANALYZE) " + table);
  }
  append_statement(out, statement("manifest_write", {nlohmann::json(complete).dump()}));
  append_statement(out, identify_made());
  out += fmt::format("\\echo 'loaded {}, fingerprint {}'\n", counted(complete.events, "event"),
                     complete.fingerprint);
  return out;
}

}  // namespace eventstore::seed
