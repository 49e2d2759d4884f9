#include "core/pg/text_query.hpp"

#include "core/pg/wire_parameters.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

Reply text_query(Wire& wire, const std::string& sql, const std::vector<std::string>& texts) {
  constexpr unsigned text_oid = 25;
  WireParameters parameters;
  for (const std::string& text : texts) parameters.add(text, ResultFormat::text);
  parameters.finish();
  wire.prepare("", sql, std::vector<unsigned>(texts.size(), text_oid));
  Reply reply = wire.execute("", parameters, ResultFormat::text);
  if (!reply.ok()) throw Failure(reply.message());
  return reply;
}

}  // namespace eventstore::pg
