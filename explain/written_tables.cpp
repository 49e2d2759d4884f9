#include "explain/written_tables.hpp"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::explain {

namespace {

pg::Reply answer(pg::Wire& wire, const char* statement) {
  pg::Reply reply = wire.run(catalogue::harness_sql(statement));
  if (!reply.ok())
    throw Failure(fmt::format("{}: the server says: {}", statement, reply.message()));
  return reply;
}

}  // namespace

void WrittenTables::note(pg::Wire& wire) {
  const pg::Reply reply = answer(wire, "review_written_tables");
  for (std::int64_t row = 0; row < reply.row_count(); ++row) {
    const std::string name{reply.field(row, 0).value_or("")};
    known_.insert(name);
    unclean_.insert(name);
  }
}

void WrittenTables::clean(pg::Wire& wire) {
  if (unclean_.empty()) return;
  wire.command(fmt::format(fmt::runtime(catalogue::harness_sql("review_vacuum")),
                           fmt::arg("tables", fmt::join(unclean_, ", "))));
  unclean_.clear();
}

std::int64_t touched_buffers(pg::Wire& wire) {
  const pg::Reply reply = answer(wire, "review_touched_buffers");
  const auto text = reply.field(0, 0).value_or("0");
  std::int64_t buffers = 0;
  std::from_chars(text.data(), text.data() + text.size(), buffers);
  return buffers;
}

}  // namespace eventstore::explain
