#include "generator/journal.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "generator/transaction.hpp"

namespace eventstore::seed {

namespace {

constexpr std::string_view block_prefix = "block ";
constexpr const char* mark_statement = "seed_journal_mark";

}  // namespace

std::string block_step(std::size_t block) {
  return fmt::format("{}{}", block_prefix, block);
}

std::string table_step(const std::string& table) {
  return fmt::format("table {}", table);
}

std::string script_step(const std::string& file, std::size_t statement) {
  return fmt::format("{} #{}", file, statement);
}

std::int64_t Journal::rows(const std::string& step) const {
  const auto found = rows_.find(step);
  return found == rows_.end() ? 0 : found->second;
}

std::int64_t Journal::block_rows() const {
  std::int64_t sum = 0;
  for (const auto& [step, rows] : rows_) {
    if (step.starts_with(block_prefix)) sum += rows;
  }
  return sum;
}

void create_journal(pg::Session& session) {
  drop_journal(session);
  session.run(catalogue::harness_sql("journal_table"));
  session.run(catalogue::harness_sql("journal_made_table"));
}

bool has_journal(pg::Session& session) {
  return session.run(catalogue::harness_sql("journal_exists")).boolean(0, "found");
}

Journal read_journal(pg::Session& session, const std::vector<std::string>& tables) {
  // The server may still be at a commit that the killed program had sent: whoever writes holds a
  // lock that excludes this one until then.
  Transaction transaction{session};
  session.run(fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", fmt::join(tables, ", ")));
  const pg::Rows rows = session.run(catalogue::harness_sql("journal_read"));
  transaction.commit();
  std::map<std::string, std::int64_t> steps;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    steps[rows.text(i, "step")] = rows.integer(i, "rows");
  }
  return Journal{std::move(steps)};
}

void drop_journal(pg::Session& session) {
  session.run(catalogue::harness_sql("journal_drop"));
  session.run(catalogue::harness_sql("journal_made_drop"));
}

void mark_step(pg::Session& session, const std::string& step, std::int64_t rows) {
  session.run(catalogue::harness_sql("journal_mark"), {step, std::to_string(rows)});
}

void note_made(pg::Session& session, const std::vector<dataset::MadeObject>& made) {
  if (made.empty()) return;
  session.run(catalogue::harness_sql("journal_made_add"), {nlohmann::json(made).dump()});
}

std::vector<dataset::MadeObject> read_made(pg::Session& session) {
  if (!session.run(catalogue::harness_sql("journal_made_exists")).boolean(0, "found")) return {};
  const pg::Rows rows = session.run(catalogue::harness_sql("journal_made_read"));
  std::vector<dataset::MadeObject> made;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto noted = nlohmann::json::parse(rows.text(i, "made"));
    for (auto& object : noted.get<std::vector<dataset::MadeObject>>()) {
      made.push_back(std::move(object));
    }
  }
  return made;
}

JournalMarks::JournalMarks(pg::Wire& wire) : wire_(wire) {
  const std::array types{pg::type_oid(catalogue::ParameterType::text),
                         pg::type_oid(catalogue::ParameterType::bigint)};
  wire_.prepare(mark_statement, catalogue::harness_sql("journal_mark"), types);
}

void JournalMarks::mark(const std::string& step, std::int64_t rows) {
  std::string count;
  pg::append_int64(count, rows);
  parameters_.clear();
  parameters_.add(step);
  parameters_.add(count);
  parameters_.finish();
  const pg::Reply reply = wire_.execute(mark_statement, parameters_, pg::ResultFormat::binary);
  if (!reply.ok()) throw Failure(fmt::format("cannot mark '{}': {}", step, reply.message()));
}

}  // namespace eventstore::seed
