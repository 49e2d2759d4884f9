#include "tests/support/prepared_operation.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace eventstore::tests {

void install_store(pg::Wire& wire, const catalogue::Catalogue& store) {
  for (const auto* scripts : {&store.tables, &store.indexes}) {
    for (const catalogue::StoreScript& script : *scripts) {
      for (const std::string& statement : script.statements) wire.command(statement);
    }
  }
}

PreparedOperation::PreparedOperation(pg::Wire& wire, const catalogue::Catalogue& store,
                                     const std::string& name)
    : wire_(&wire) {
  const auto found = std::find_if(store.operations.begin(), store.operations.end(),
                                  [&](const auto& operation) { return operation.title() == name; });
  if (found == store.operations.end() || found->steps.size() != 1) {
    throw std::runtime_error("no operation with one step is called " + name);
  }
  operation_ = *found;
  std::vector<unsigned> types;
  for (const std::size_t index : operation_.steps.front().parameters) {
    types.push_back(pg::type_oid(operation_.parameters[index].type));
  }
  wire_->prepare(operation_.title(), operation_.steps.front().sql, types);
}

pg::Reply PreparedOperation::call(const Arguments& arguments) {
  parameters_.clear();
  for (const std::size_t index : operation_.steps.front().parameters) {
    const catalogue::Parameter& parameter = operation_.parameters[index];
    const pg::Value& value = arguments.at(parameter.name);
    std::string bytes;
    pg::append_binary(bytes, value, parameter.type);
    parameters_.add(bytes);
  }
  parameters_.finish();
  return wire_->execute(operation_.title().c_str(), parameters_, pg::ResultFormat::text);
}

}  // namespace eventstore::tests
