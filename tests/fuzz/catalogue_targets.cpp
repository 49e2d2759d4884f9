// Files of a store: operations, scripts, the profile, accepted changes.

#include <algorithm>
#include <string>

#include "core/catalogue/accepted_changes.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/index_statements.hpp"
#include "core/catalogue/parse_operation.hpp"
#include "core/catalogue/split_statements.hpp"
#include "core/catalogue/statement_kind.hpp"
#include "tests/fuzz/target.hpp"

namespace eventstore::fuzz {

namespace {

/// What is written of a value is read as the same value.
void require_round_trips(const catalogue::Operation& operation) {
  for (const catalogue::Sla& sla : operation.slas) {
    const std::string text = text_of(sla);
    require(text_of(catalogue::parse_sla(text)) == text, "an @sla line is read as it is shown",
            text);
  }
  for (const catalogue::Step& step : operation.steps) {
    if (!step.rows) continue;
    const std::string text = text_of(*step.rows);
    require(text_of(catalogue::parse_rows(text)) == text, "@rows is read as it is shown", text);
  }
}

}  // namespace

void operation_file(std::string_view input) {
  require_sentence(refusal_of([&] {
                     require_round_trips(catalogue::parse_operation(input, "read_events.sql"));
                   }),
                   "read_events.sql");
}

void sql_script(std::string_view input) {
  const std::string file = "reference/indexes/x.sql";
  require_sentence(
      refusal_of([&] {
        catalogue::Catalogue one_script;
        auto& script = one_script.indexes.emplace_back();
        script.file = file;
        script.path = "indexes/x.sql";
        script.name = "x";
        script.statements = catalogue::split_statements(input, file);
        for (const std::string& statement : script.statements) {
          require(input.find(statement) != std::string_view::npos,
                  "statements are pieces of the file", statement);
          require(catalogue::split_statements(statement, file) == std::vector{statement},
                  "a statement is one statement", statement);
          static_cast<void>(catalogue::modifies_rows(statement));
          static_cast<void>(catalogue::makes_objects(statement));
          static_cast<void>(catalogue::makes_what_indexes_need(statement));
          static_cast<void>(catalogue::controls_transaction(statement));
          static_cast<void>(catalogue::why_no_step(statement));
          static_cast<void>(catalogue::returns_rows(statement));
        }
        const auto statements = catalogue::index_statements(one_script);
        require(statements.builds.size() + statements.rest.size() == script.statements.size(),
                "every statement runs once", input);
        static_cast<void>(catalogue::index_names(one_script));
      }),
      file);
}

void store_profile(std::string_view input) {
  static const catalogue::StoreProfile base = catalogue::load_catalogue("reference").store;
  const std::string file = "shop/store.toml";
  require_sentence(refusal_of([&] { static_cast<void>(catalogue::parse_extension(input, file)); }),
                   file);
  require_sentence(
      refusal_of([&] { static_cast<void>(catalogue::parse_store_profile(input, file)); }), file);
  require_sentence(
      refusal_of([&] { static_cast<void>(catalogue::parse_store_profile(input, file, &base)); }),
      file);
}

void accepted_changes(std::string_view input) {
  static const auto operations = catalogue::load_catalogue("reference").operations;
  const std::string file = "shop/accepted.toml";
  require_sentence(refusal_of([&] {
                     static_cast<void>(catalogue::parse_accepted_changes(input, file, operations));
                   }),
                   file);
}

}  // namespace eventstore::fuzz
